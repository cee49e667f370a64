import { expect, test } from 'vitest'
import { pendingWords } from './pending-words.ts'

test('changed settings are said with when they apply', () => {
  expect(pendingWords([])).toBeNull()
  expect(pendingWords([{ setting: 'memory', applies: 'next start' }])).toBe('memory applies at next start')
  expect(pendingWords([{ setting: 'image', applies: 'new sessions' }, { setting: 'memory', applies: 'next start' }, { setting: 'cpus', applies: 'next start' }])).toBe('memory, cpus apply at next start; image applies to new sessions')
})
