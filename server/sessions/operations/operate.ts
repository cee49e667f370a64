import type { Actor, Events } from '../events/events.ts'
import { recorded } from '../events/recorded.ts'
import type { Operations } from './operations.ts'
import type { SessionStore } from '../session-store.ts'
import { judge, type OperationName } from './status-machine.ts'

export type OperateDeps = { store: Pick<SessionStore, 'get' | 'find'>; operations: Operations; events: Pick<Events, 'record'> }

export type Operate = ReturnType<ReturnType<typeof createOperate>>

/** Runs an operation in somebody's name if the session's status takes it; resolves when it has ended, which the history then tells. */
export function createOperate({ store, operations, events }: OperateDeps) {
  /** What was made or started is shown when it runs; what is still being written down then is no reason to refuse somebody. */
  function isDoneToSee(id: string): boolean {
    const current = operations.current(id)
    return (current === 'create' || current === 'start') && store.find(id)?.status === 'running'
  }

  return (actor: Actor) => async (id: string, name: OperationName, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const judged = (): boolean => {
      const { status, cloned } = store.get(id)
      const verdict = judge(name, { status, cloned })
      if (verdict.do === 'refuse') throw verdict.problem
      return verdict.do === 'run'
    }
    if (isDoneToSee(id)) await operations.settled(id)
    // While something runs, who waits for what is decided there, and the status is judged once it has ended.
    if (operations.current(id) === null && !judged()) return
    await operations.run(id, name, async (signal) => {
      if (judged()) await recorded({ events, store }, { sessionId: id, actor, what: name }, () => work(signal))
    })
  }
}
