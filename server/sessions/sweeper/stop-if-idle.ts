import type { Operations } from '../operations/operations.ts'
import type { Activity } from './activity.ts'
import type { StopOutcome } from './sweeper.ts'

export type StopIfIdleDeps = {
  operations: Pick<Operations, 'run' | 'current'>
  activity: Pick<Activity, 'generationOf' | 'of'>
  isRunning: (sessionId: string) => boolean
  stop: (sessionId: string) => Promise<void>
  /** Starts the session again, in the same conversation. */
  wake: (sessionId: string) => Promise<void>
}

/**
 * Stops a session that the sweeper found idle, unless anything happened since: late activity wins. An operation that runs is a
 * person's, so it is neither aborted nor waited for. What was typed while the place was going down wakes it again.
 */
export function createStopIfIdle(deps: StopIfIdleDeps) {
  const { operations, activity } = deps
  return async (sessionId: string, generation: number): Promise<StopOutcome> => {
    const idle = (): boolean => deps.isRunning(sessionId) && activity.generationOf(sessionId) === generation
    if (operations.current(sessionId) !== null || !idle()) return 'active'
    const inputBefore = activity.of(sessionId).lastInputAt
    const did = { stop: false }
    await operations.run(sessionId, 'stop', async () => {
      if (!idle()) return
      await deps.stop(sessionId)
      did.stop = true
    })
    if (!did.stop) return 'active'
    if (activity.of(sessionId).lastInputAt === inputBefore) return 'stopped'
    await deps.wake(sessionId)
    return 'active'
  }
}
