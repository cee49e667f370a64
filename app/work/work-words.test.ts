import { expect, test } from 'vitest'
import type { GitWarnings } from '../api.ts'
import { bytesInWords, workInShort, workWords } from './work-words.ts'

const clean: GitWarnings = { state: 'clean', reason: null, checkedAt: '2026-01-01T00:00:00.000Z', uncommitted: 0, untracked: 0, unpushed: 0, stashed: 0, submodules: 0, branch: 'main', detached: false, noUpstream: false }

test('says what is only here, in words and in short', () => {
  const dirty: GitWarnings = { ...clean, state: 'dirty', uncommitted: 1, untracked: 2, unpushed: 1, stashed: 2 }
  expect(workWords(dirty)).toEqual(['1 uncommitted file', '2 untracked files', '1 unpushed commit', '2 stashes'])
  expect(workInShort(dirty)).toBe('3 files, 1 commit, 2 stashes only here')
})

test('a clean clone, and one that nobody could ask, say nothing', () => {
  expect(workWords(clean)).toEqual([])
  expect(workInShort(clean)).toBeNull()
  expect(workInShort({ ...clean, state: 'unknown', reason: 'No engine.', uncommitted: null })).toBeNull()
  expect(workInShort(null)).toBeNull()
})

test.each([[999, '999 B'], [1_000, '1.0 kB'], [999_600, '1.0 MB'], [12_345_678, '12 MB']])('%d bytes are %s', (bytes, words) => {
  expect(bytesInWords(bytes)).toBe(words)
})
