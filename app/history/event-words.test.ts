import { expect, test } from 'vitest'
import { eventWords } from './event-words.ts'

test('an event is told by what was done, how it went, and by whom', () => {
  expect(eventWords({ what: 'stop', result: 'done', actor: 'sweeper' })).toEqual({ title: 'Stopped', by: 'by the idle sweeper' })
  expect(eventWords({ what: 'create', result: 'failed', actor: 'user' })).toEqual({ title: 'Creation failed', by: 'by you' })
  expect(eventWords({ what: 'ended', result: 'done', actor: 'engine' })).toEqual({ title: 'Ended', by: null })
})

test('an event of a newer server keeps its own words, whatever they are', () => {
  expect(eventWords({ what: 'moved away', result: 'done', actor: 'claudework' }).title).toBe('Moved away')
  expect(eventWords({ what: 'constructor', result: 'done', actor: 'claudework' }).title).toBe('Constructor')
})
