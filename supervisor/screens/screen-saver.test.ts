import { beforeEach, expect, test, vi } from 'vitest'
import { SavingTurns } from './saving-turns.ts'
import { ScreenSaver } from './screen-saver.ts'

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

function saving({ write = () => Promise.resolve() }: { write?: () => Promise<void> } = {}) {
  const written: number[] = []
  const at = { end: 0 }
  const saver = new ScreenSaver({
    terminal: 't',
    turns: new SavingTurns(),
    end: () => at.end,
    settled: () => Promise.resolve(),
    shown: () => Promise.resolve({ offset: at.end }),
    write: async ({ offset }) => {
      await write()
      written.push(offset)
    },
  })
  return {
    saver,
    written,
    print: () => {
      at.end += 1
      saver.soon()
    },
  }
}

test('what changes is saved within a few seconds, over and over while it changes', async () => {
  const { print, written } = saving()
  for (let second = 0; second < 20; second++) {
    print()
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(written).toEqual([5, 10, 15, 20])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(written).toEqual([5, 10, 15, 20])
})

test('who stops the terminal waits for no turn', async () => {
  const { saver, print, written } = saving()
  print()
  await saver.save()
  expect(written).toEqual([1])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(written).toEqual([1])
})

test('a save that fails is told and tried again', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  let full = true
  const { print, written } = saving({ write: () => (full ? Promise.reject(new Error('No space left.')) : Promise.resolve()) })
  print()
  await vi.advanceTimersByTimeAsync(6_000)
  expect(told).toHaveBeenCalledOnce()
  told.mockClear()
  expect(written).toEqual([])
  full = false
  await vi.advanceTimersByTimeAsync(60_000)
  expect(written).toEqual([1])
})

test('once it is closed nothing is being written, and nothing will be', async () => {
  const disk = Promise.withResolvers<undefined>()
  const { saver, print, written } = saving({ write: () => disk.promise })
  print()
  await vi.advanceTimersByTimeAsync(5_000)
  print()
  const closed = vi.fn()
  const closing = saver.close().then(closed)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(closed).not.toHaveBeenCalled()
  disk.resolve(undefined)
  await closing
  expect(written).toEqual([1])
  print()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(written).toEqual([1])
})
