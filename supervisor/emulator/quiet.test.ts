import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Quiet } from './quiet.ts'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

function start() {
  let told = 0
  const quiet = new Quiet({ afterMs: 10_000, onQuiet: () => (told += 1) })
  return { quiet, told: () => told }
}

test('is told once nothing has stirred for a while', () => {
  const { quiet, told } = start()
  for (let i = 0; i < 10; i++) {
    quiet.stir()
    vi.advanceTimersByTime(9_000)
  }
  expect(told()).toBe(0)
  vi.advanceTimersByTime(1_000)
  expect(told()).toBe(1)
  vi.advanceTimersByTime(100_000)
  expect(told(), 'once').toBe(1)
  quiet.stir()
  vi.advanceTimersByTime(10_000)
  expect(told(), 'and again').toBe(2)
  quiet.stir()
  quiet.close()
  vi.advanceTimersByTime(100_000)
  expect(told()).toBe(2)
})

test('short rests make the next one late, a long one makes it usual again', () => {
  const { quiet, told } = start()
  const restsFor = (ms: number): void => {
    quiet.used()
    vi.advanceTimersByTime(ms)
    quiet.stir()
  }
  quiet.stir()
  for (const after of [20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000]) {
    restsFor(5_000)
    const before = told()
    vi.advanceTimersByTime(after - 1)
    expect(told()).toBe(before)
    vi.advanceTimersByTime(1)
    expect(told()).toBe(before + 1)
  }
  restsFor(61_000)
  vi.advanceTimersByTime(10_000)
  expect(told()).toBe(8)
})
