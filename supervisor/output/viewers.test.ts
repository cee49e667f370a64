import { beforeEach, expect, test, vi } from 'vitest'
import { OutputLog } from './output-log.ts'
import { Viewers, type Viewer } from './viewers.ts'

const MiB = 1024 * 1024
let log: OutputLog
let viewers: Viewers
let paused: boolean
let pausedMs: number
let pausedAt: number
let counts: number[]

beforeEach(() => {
  vi.useFakeTimers()
  paused = false
  pausedMs = 0
  counts = []
  log = new OutputLog({ incarnation: 0, capacity: 4 * MiB })
  viewers = new Viewers(log, {
    pause: () => { paused = true; pausedAt = performance.now() },
    resume: () => { paused = false; pausedMs += performance.now() - pausedAt },
    onCount: () => { counts.push(viewers.count) },
  })
  return () => vi.useRealTimers()
})

function join(key: string, patient = false): Viewer {
  const viewer = viewers.add(key, null, patient)
  viewer.at = log.end
  return viewer
}
function print(bytes: number): void {
  log.push(Buffer.alloc(bytes))
  viewers.regulate()
}
function take(viewer: Viewer): void {
  viewer.at = log.end
  viewers.regulate()
}

test('with no viewer nothing pauses', () => {
  print(10 * MiB)
  expect(paused).toBe(false)
})

test('a viewer that keeps up pauses the program at half the ring, until it has caught up', () => {
  const viewer = join('a')
  print(1.9 * MiB)
  expect(paused).toBe(false)
  print(0.2 * MiB)
  expect(paused).toBe(true)
  take(viewer)
  expect(paused).toBe(false)
  expect(viewer.holds).toBe(true)
})

test('F04 a viewer that stopped reading costs the others one second in all', () => {
  join('stalled')
  const healthy = join('healthy')
  for (let i = 0; i < 100; i++) {
    if (!paused) print(0.5 * MiB)
    take(healthy)
    vi.advanceTimersByTime(100)
  }
  expect(pausedMs).toBeLessThanOrEqual(1_000)
  expect(log.end).toBeGreaterThan(40 * MiB)
  expect(healthy.holds).toBe(true)
})

test('the emulator is waited for as long as it takes', () => {
  const emulator = join('emulator', true)
  print(3 * MiB)
  vi.advanceTimersByTime(5_000)
  expect(paused).toBe(true)
  take(emulator)
  expect(paused).toBe(false)
})

test('a viewer that leaves lets go', () => {
  join('a')
  print(3 * MiB)
  expect(paused).toBe(true)
  viewers.remove('a')
  expect(paused).toBe(false)
})

test('F27 windows are counted as they come and go, the emulator is none', () => {
  join('emulator', true)
  viewers.add('1', 'desk')
  viewers.add('2', 'phone')
  viewers.add('3', 'desk')
  viewers.remove('2')
  viewers.remove('2')
  viewers.remove('3')
  expect(counts).toEqual([1, 2, 2, 1, 1])
})
