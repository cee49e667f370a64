import { expect, test } from 'vitest'
import { sessionWith } from '../testing/session.ts'
import { applyChange } from './changes.ts'

const a = sessionWith({ id: 'a' })
const b = sessionWith({ id: 'b' })

test('a list replaces what was there', () => {
  expect(applyChange([a], { kind: 'list', sessions: [b] })).toEqual([b])
})

test('a known session is replaced in its place', () => {
  const changed = sessionWith({ id: 'a', name: 'other' })
  expect(applyChange([b, a], { kind: 'upsert', session: changed })).toEqual([b, changed])
})

test('a new session comes first', () => {
  expect(applyChange([a], { kind: 'upsert', session: b })).toEqual([b, a])
})

test('a removed session is gone, and removing it again changes nothing', () => {
  const left = applyChange([a, b], { kind: 'removed', id: 'a' })
  expect(left).toEqual([b])
  expect(applyChange(left, { kind: 'removed', id: 'a' })).toEqual([b])
})
