import { Problem } from '../../problem.ts'
import type { OperationName } from './status-machine.ts'

type Running = { name: OperationName; done: Promise<void>; controller: AbortController; calledOffBy: OperationName | null }

/** `stop` and `remove` may abort what runs; `remove` also waits out a `stop`. Everything else waits for nobody. */
const rank: Record<OperationName, number> = { create: 0, retry: 0, start: 0, restart: 0, recreate: 0, 'restart-agent': 0, stop: 1, remove: 2 }

const busyWith: Record<OperationName, string> = {
  create: 'being created',
  retry: 'being created',
  start: 'starting',
  restart: 'restarting',
  recreate: 'being made anew',
  'restart-agent': 'restarting its agent',
  stop: 'stopping',
  remove: 'being deleted',
}

/** One operation at a time per session. */
export function createOperations() {
  const running = new Map<string, Running>()

  /**
   * Runs `work`, or joins the same operation if it runs already. A higher-ranked operation aborts the running one and waits for
   * its undo; any other gets a Problem of kind `conflict` that names what runs.
   */
  async function run(sessionId: string, name: OperationName, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    for (let current = running.get(sessionId); current; current = running.get(sessionId)) {
      if (current.name === name) return current.done
      if (rank[name] <= rank[current.name]) {
        throw new Problem('conflict', `This session is ${busyWith[current.name]}; try again when that has ended.`)
      }
      current.calledOffBy = name
      current.controller.abort()
      await Promise.allSettled([current.done])
    }
    const controller = new AbortController()
    // Deferred by a microtask, so that the entry stands before the work can look at it.
    const done = Promise.resolve()
      .then(() => work(controller.signal))
      .catch((error: unknown) => { throw calledOff(own) ?? error })
      .finally(() => { if (running.get(sessionId) === own) running.delete(sessionId) })
    const own: Running = { name, done, controller, calledOffBy: null }
    running.set(sessionId, own)
    return done
  }

  return {
    run,
    /** Resolves when what runs now for a session has ended, however it went. */
    async settled(sessionId: string): Promise<void> {
      await Promise.allSettled([running.get(sessionId)?.done])
    },
    current: (sessionId: string): OperationName | null => running.get(sessionId)?.name ?? null,
    /** Aborts one operation by its name and waits for its undo; false where it does not run. */
    async abort(sessionId: string, name: OperationName): Promise<boolean> {
      const current = running.get(sessionId)
      if (current?.name !== name) return false
      current.controller.abort()
      await Promise.allSettled([current.done])
      return true
    },
    /** Aborts everything and waits: the server is closing. */
    async close(): Promise<void> {
      const all = [...running.values()]
      for (const { controller } of all) controller.abort()
      await Promise.allSettled(all.map(({ done }) => done))
    },
  }
}

/** Whoever waits for it is told by what; how far it had come says nothing to them. */
function calledOff({ name, calledOffBy }: Running): Problem | null {
  if (calledOffBy === null) return null
  return new Problem('conflict', `This session was ${calledOffBy === 'remove' ? 'deleted' : 'stopped'} while it was ${busyWith[name]}, so that was called off.`)
}
export type Operations = ReturnType<typeof createOperations>
