import type { AgentState } from '../../../contract/session-state.ts'
import type { SessionStore } from '../session-store.ts'

/** One that says nothing is typed to all the same. */
const patienceMs = 5_000

export type AgentHeardDeps = { store: Pick<SessionStore, 'onChange'>; stateOf: (sessionId: string) => AgentState | null }

/**
 * Resolves once a session's agent has said anything of itself. An agent that was just started does not read yet: what is typed to it
 * then is echoed, and lost when it takes over its terminal.
 */
export function createAgentHeard({ store, stateOf }: AgentHeardDeps) {
  const isHeard = (sessionId: string): boolean => (stateOf(sessionId)?.source ?? 'none') !== 'none'

  return (sessionId: string): Promise<void> => {
    if (isHeard(sessionId)) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        stop()
        resolve()
      }
      const timer = setTimeout(done, patienceMs)
      const stop = store.onChange((change) => {
        if (change.kind === 'removed' ? change.id === sessionId : change.row.id === sessionId && isHeard(sessionId)) done()
      })
    })
  }
}
export type AgentHeard = ReturnType<typeof createAgentHeard>
