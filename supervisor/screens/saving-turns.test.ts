import { beforeEach, expect, test, vi } from 'vitest'
import { SavingTurns } from './saving-turns.ts'

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

const takes = (ms: number, done: () => void) => (): Promise<void> => new Promise((resolve) => {
  setTimeout(() => {
    done()
    resolve()
  }, ms)
})

test('saves of a dozen terminals follow each other, with a rest behind each', async () => {
  const turns = new SavingTurns()
  const saved: number[] = []
  for (let terminal = 0; terminal < 12; terminal++) turns.take(takes(20, () => saved.push(performance.now())))
  const begun = performance.now()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(saved.map((at) => at - begun)).toEqual(Array.from({ length: 12 }, (_, number) => 20 + number * 1_020))
})

test('the first save waits for nobody, and a short one makes nobody wait', async () => {
  const turns = new SavingTurns()
  const saved: string[] = []
  turns.take(takes(0, () => saved.push('a')))
  turns.take(takes(0, () => saved.push('b')))
  await vi.advanceTimersByTimeAsync(100)
  expect(saved).toEqual(['a', 'b'])
})

test('what is not wanted any more is left out', async () => {
  const turns = new SavingTurns()
  const saved: string[] = []
  const unwanted = takes(0, () => saved.push('b'))
  turns.take(takes(10, () => saved.push('a')))
  turns.take(unwanted)
  turns.take(takes(0, () => saved.push('c')))
  turns.drop(unwanted)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(saved).toEqual(['a', 'c'])
})
