import { setTimeout as delay } from 'node:timers/promises'

/** Counters that only grow, at a time of the monotonic clock in milliseconds. */
type Sample<T> = { at: number; counters: T }

const shortestMs = 400
const longestMs = 60_000

/**
 * What happened between two looks at growing counters. Whoever asks often gets the time since it last asked; whoever asks for the first
 * time waits for a second look.
 */
export function createRates<T>(now: () => number = () => performance.now()) {
  const last = new Map<string, Sample<T>>()

  return {
    async between(key: string, look: () => Promise<T>): Promise<{ before: T; after: T; ms: number }> {
      const known = last.get(key)
      const fresh = known !== undefined && now() - known.at >= shortestMs && now() - known.at <= longestMs
      const before = fresh ? known : { at: now(), counters: await look() }
      if (!fresh) await delay(shortestMs)
      const after = { at: now(), counters: await look() }
      last.set(key, after)
      for (const [name, { at }] of last) if (now() - at > longestMs) last.delete(name)
      return { before: before.counters, after: after.counters, ms: after.at - before.at }
    },
  }
}

/** Of one CPU: two busy ones are 200. */
export function cpuPercent(usedMs: number, ms: number): number {
  return ms <= 0 ? 0 : Math.round(Math.max(0, usedMs / ms) * 1000) / 10
}
