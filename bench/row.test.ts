import { expect, test } from 'vitest'
import { againstFloor, alone, percentile, table, unmeasured } from './row.ts'

const measured = { id: 'X1', what: 'a thing', unit: 'ms', ours: 12, target: 1.3 }

test('a time is good while it is low, a throughput while it is high', () => {
  expect(againstFloor({ ...measured, floor: 10, again: 11 })).toMatchObject({ ratio: 1.2, again: 1.1, ok: true })
  expect(againstFloor({ ...measured, ours: 14, floor: 10, again: 10 }).ok).toBe(false)
  expect(againstFloor({ ...measured, ours: 84, floor: 100, again: 100, target: 0.85, better: 'higher' }).ok).toBe(false)
  expect(againstFloor({ ...measured, ours: 86, floor: 100, again: 100, target: 0.85, better: 'higher' }).ok).toBe(true)
})

test('a figure without a floor is held to its own target', () => {
  expect(alone({ ...measured, target: 12 })).toMatchObject({ floor: null, ratio: null, ok: true })
  expect(alone(measured).ok).toBe(false)
})

test('a percentile of nothing is no figure, and of one value that value', () => {
  expect(percentile([], 0.5)).toBeNaN()
  expect(percentile([7], 0.99)).toBe(7)
  expect(percentile(Array.from({ length: 100 }, (_, index) => 100 - index), 0.99)).toBe(100)
})

test('the table says what was missed', () => {
  expect(table([alone(measured)]).split('\n')[1]).toMatch(/^X1 +\| a thing +\| 12\.00 .*MISSED/)
})

test('what failed has its reason in the table, and counts as missed', () => {
  const row = unmeasured('X2', new Error('no engine\nanswers'))
  expect(row.ok).toBe(false)
  expect(table([row]).split('\n')[1]).toMatch(/^X2 \| not measured: no engine answers \| - +\| - .*MISSED/)
})
