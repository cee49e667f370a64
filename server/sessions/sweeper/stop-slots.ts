import type { Clock } from './clock.ts'

const slots = 4
/** A stop that takes longer gives its slot back, so that a hanging engine does not keep others' sessions running. */
const deadlineMs = 120_000
const firstRetryMs = 60_000
const longestRetryMs = 15 * 60_000
/** A failure that nobody retried for this long belongs to a session that has gone. */
const forgottenAfterMs = 24 * 3_600_000

type Failure = { count: number; notBefore: number }

/** Runs stops, at most four at a time, one per session, and waits longer after each failure. */
export function createStopSlots(deps: { clock: Clock; onFree: () => void; onFailure: (sessionId: string, error: unknown) => void }) {
  const running = new Set<string>()
  const failures = new Map<string, Failure>()
  let taken = 0

  async function run(sessionId: string, stop: () => Promise<void>): Promise<void> {
    for (const [id, { notBefore }] of failures) if (deps.clock.monotonic() - notBefore > forgottenAfterMs) failures.delete(id)
    running.add(sessionId)
    taken++
    let held = true
    const free = (): void => {
      if (!held) return
      held = false
      taken--
      deps.onFree()
    }
    const cancel = deps.clock.after(deadlineMs, free)
    try {
      await stop()
      failures.delete(sessionId)
    } catch (error) {
      const count = (failures.get(sessionId)?.count ?? 0) + 1
      failures.set(sessionId, { count, notBefore: deps.clock.monotonic() + Math.min(longestRetryMs, firstRetryMs * 2 ** (count - 1)) })
      deps.onFailure(sessionId, error)
    } finally {
      cancel()
      running.delete(sessionId)
      free()
    }
  }

  return {
    run,
    free: (): number => slots - taken,
    takes: (sessionId: string): boolean => !running.has(sessionId) && (failures.get(sessionId)?.notBefore ?? 0) <= deps.clock.monotonic(),
  }
}
