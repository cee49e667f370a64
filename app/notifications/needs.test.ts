import { expect, test } from 'vitest'
import { sessionWith } from '../testing/session.ts'
import { needsOf, newNeeds, titleWith } from './needs.ts'

const waiting = (since: string) => sessionWith({ agentState: { state: 'waiting', source: 'hook', since, message: 'Allow Write?', waitsFor: 'permission' } })

test('a session that waits, or asks, needs somebody; one that works or has ended does not', () => {
  expect(needsOf([waiting('1')])).toMatchObject([{ kind: 'waits', title: 'shop needs you', text: 'Allow Write?' }])
  expect(needsOf([sessionWith({ question: 'Still needed?' })])).toMatchObject([{ kind: 'waits', text: 'Still needed?' }])
  expect(needsOf([sessionWith({ stopNotice: true })])).toMatchObject([{ kind: 'stops' }])
  expect(needsOf([sessionWith(), { ...waiting('1'), status: 'stopped' }])).toEqual([])
})

test('a wish is told once, and the next one again', () => {
  const first = needsOf([waiting('1')])
  expect(newNeeds([], first)).toEqual(first)
  expect(newNeeds(first, needsOf([waiting('1')]))).toEqual([])
  expect(newNeeds(first, needsOf([waiting('2')]))).toHaveLength(1)
})

test('the title counts those that wait', () => {
  expect([titleWith(0, 'claudework'), titleWith(2, 'claudework')]).toEqual(['claudework', '(2) claudework'])
})
