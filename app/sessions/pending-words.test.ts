import { expect, test } from 'vitest'
import { outdatedWords, pendingWords } from './pending-words.ts'

test('changed settings are said with when they apply', () => {
  expect(pendingWords([])).toBeNull()
  expect(pendingWords([{ setting: 'memory', applies: 'next start' }])).toBe('memory applies at next start')
  expect(pendingWords([{ setting: 'image', applies: 'new sessions' }, { setting: 'memory', applies: 'next start' }, { setting: 'cpus', applies: 'next start' }])).toBe('memory, cpus apply at next start; image applies to new sessions')
})

test('a session from before an upgrade says how it gets its new supervisor, and at what price', () => {
  expect(outdatedWords({ environmentKind: 'HOST' })).toMatch(/restart this session to get the new one$/)
  expect(outdatedWords({ environmentKind: 'DOCKER' })).toMatch(/restart this session to get the new one in a new container; its work and home stay$/)
})
