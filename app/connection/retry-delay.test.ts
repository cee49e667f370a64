import { expect, test } from 'vitest'
import { retryDelay } from './retry-delay.ts'

test('delays grow to five seconds, spread over their whole range', () => {
  expect([0, 1, 2, 3, 10].map((attempt) => retryDelay(attempt, () => 1))).toEqual([250, 500, 1_000, 2_000, 5_000])
  expect(retryDelay(10, () => 0)).toBe(0)
  expect(retryDelay(10, () => 0.5)).toBe(2_500)
})
