// A clock for tests that is moved by hand. Used by tests and measurements only.
import { setImmediate } from 'node:timers/promises'
import type { Clock } from './clock.ts'

type Timer = { at: number; callback: () => void }

export type ManualClock = Clock & {
  /** Lets time pass; timers fire at their times, and what they started gets to run. */
  pass(ms: number): Promise<void>
  /** The machine sleeps: the wall clock moves on, the monotonic one does not. */
  suspend(ms: number): void
  /** The process is stopped (SIGSTOP): both move on, no timer fires in between. */
  freeze(ms: number): void
  /** Somebody sets the clock. */
  setWall(deltaMs: number): void
}

export function createManualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let monotonic = 1_000
  let wall = startMs
  const timers = new Set<Timer>()

  function move(to: number): void {
    if (to <= monotonic) return
    wall += to - monotonic
    monotonic = to
  }

  function nextDue(until: number): Timer | null {
    let next: Timer | null = null
    for (const timer of timers) if (timer.at <= until && (next === null || timer.at < next.at)) next = timer
    return next
  }

  function fire(timer: Timer): void {
    timers.delete(timer)
    move(timer.at)
    timer.callback()
  }

  return {
    monotonic: () => monotonic,
    wall: () => wall,
    after(ms, callback) {
      const timer = { at: monotonic + ms, callback }
      timers.add(timer)
      return () => { timers.delete(timer) }
    },
    async pass(ms) {
      const until = monotonic + ms
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        fire(timer)
        await setImmediate()
      }
      move(until)
      await setImmediate()
    },
    suspend(ms) { wall += ms },
    freeze(ms) {
      wall += ms
      monotonic += ms
    },
    setWall(deltaMs) { wall += deltaMs },
  }
}
