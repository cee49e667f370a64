import { expect, test } from 'vitest'
import { reachedBetween } from './docker-usage.ts'

const calm = { cpuNs: 0, memory: 100, memoryLimit: 1_000, pids: 3, pidsLimit: 100, periods: 10, throttledPeriods: 1 }

test('a limit that is reached is named, one that is not is not', () => {
  expect(reachedBetween(calm, { ...calm, periods: 20, throttledPeriods: 2 })).toEqual([])
  expect(reachedBetween(calm, calm)).toEqual([])
  const names = (after: typeof calm): string[] => reachedBetween(calm, after).map(({ limit }) => limit)
  expect(names({ ...calm, memory: 990 })).toEqual(['memory'])
  expect(names({ ...calm, pids: 100 })).toEqual(['processes'])
  expect(names({ ...calm, periods: 20, throttledPeriods: 8 })).toEqual(['CPU'])
  expect(reachedBetween(calm, { ...calm, periods: 20, throttledPeriods: 8 })[0]?.message).toContain('70 %')
})
