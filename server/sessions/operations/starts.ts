import { Problem } from '../../problem.ts'
import type { SessionContext } from '../context.ts'
import { startSession } from './lifecycle.ts'
import type { Operate } from './operate.ts'

export type StartsDeps = {
  context: SessionContext
  operate: Operate
  /** Gives the agent the prompts that still wait for it. */
  requeue: (sessionId: string) => Promise<void>
  /** Why nothing more can be started, or null. */
  full: () => string | null
}

/** Every way in which a session comes to run again. */
export function createStarts({ context, operate, requeue, full }: StartsDeps) {
  /** Bad news is told before anything is made. */
  function requireRoom(): void {
    const reason = full()
    if (reason !== null) throw new Problem('unavailable', reason)
  }

  /** The work of a start, within an operation: its place, its agent in the same conversation, and what waited for it. */
  async function resume(sessionId: string, signal: AbortSignal): Promise<void> {
    await startSession(context, sessionId, { signal, mode: 'resume' })
    await requeue(sessionId)
  }

  async function start(sessionId: string): Promise<void> {
    requireRoom()
    await operate(sessionId, 'start', (signal) => resume(sessionId, signal))
  }

  return {
    requireRoom,
    resume,
    /** As somebody's operation. */
    start,
    /** Starts a session that does not run. One that runs may still be ending the operation that made it run. */
    async wake(sessionId: string): Promise<void> {
      if (context.store.get(sessionId).status !== 'running') await start(sessionId)
    },
  }
}
export type Starts = ReturnType<typeof createStarts>
