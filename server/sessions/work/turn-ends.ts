import type { AgentState } from '../../../contract/session-state.ts'
import type { SessionStore, StoreChange } from '../session-store.ts'

/** Tells of every end of a turn: an agent that worked does so no longer. Returns the way to stop. */
export function watchTurnEnds(deps: { store: Pick<SessionStore, 'onChange'>; stateOf: (change: Extract<StoreChange, { kind: 'upsert' }>) => AgentState['state']; onEnd: (sessionId: string) => void }): () => void {
  const working = new Set<string>()
  return deps.store.onChange((change) => {
    if (change.kind === 'removed') {
      working.delete(change.id)
      return
    }
    const { id } = change.row
    const state = deps.stateOf(change)
    if (state === 'working') working.add(id)
    // Nothing is known of an agent that cannot be heard: its turn may go on.
    else if (state !== 'unknown' && working.delete(id)) deps.onEnd(id)
  })
}
