import { expect, test } from 'vitest'
import { isNearlyFull } from './nearly-full.ts'

const gb = 1024 ** 3

test('F37 a disk is nearly full with less than a tenth or 5 GB left', () => {
  expect(isNearlyFull({ free: 9 * gb, total: 100 * gb })).toBe(false)
  expect(isNearlyFull({ free: 4 * gb, total: 100 * gb })).toBe(true)
  expect(isNearlyFull({ free: 1.5 * gb, total: 10 * gb })).toBe(false)
  expect(isNearlyFull({ free: 0.9 * gb, total: 10 * gb })).toBe(true)
  expect(isNearlyFull({ free: 0, total: 0 })).toBe(false)
})
