/** Time as the sweeper sees it; tests move it by hand. */
export type Clock = {
  /** ms that never jump. Decides. */
  monotonic: () => number
  /** ms since 1970. Only shown, and compared with `monotonic` to notice a suspend. */
  wall: () => number
  /** Calls back once; returns the way to cancel. */
  after: (ms: number, callback: () => void) => () => void
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    timer.unref()
    return () => { clearTimeout(timer) }
  },
}

const suspendMs = 30_000
const lateTicks = 3

/**
 * Notices that this process did not run for a while: a machine that slept, a stopped process, a clock that was set forward.
 * Nobody could be seen active then. `gap` compares with its last call and takes the interval that was meant to pass at most.
 */
export function createGapDetector(clock: Pick<Clock, 'monotonic' | 'wall'>) {
  let monotonic = clock.monotonic()
  let wall = clock.wall()
  return {
    gap: (intervalMs: number): boolean => {
      const passed = clock.monotonic() - monotonic
      const passedOnWall = clock.wall() - wall
      monotonic += passed
      wall += passedOnWall
      return passedOnWall - passed > suspendMs || passed > lateTicks * intervalMs
    },
  }
}
