import type { SessionChange } from './session.ts'
import type { SessionRow, SessionStore } from './session-store.ts'
import type { SessionView } from './session-view.ts'

/** First all sessions, then each change. Changes of one session that come faster than the caller takes them are merged. */
export async function* sessionChanges(deps: { store: SessionStore; view: SessionView; signal: AbortSignal }): AsyncGenerator<SessionChange> {
  const { store, view, signal } = deps
  const pending = new Map<string, SessionRow | null>()
  let wake: () => void = () => undefined
  const stop = store.onChange((change) => {
    if (change.kind === 'removed') pending.set(change.id, null)
    else pending.set(change.row.id, change.row)
    wake()
  })
  const left = (): boolean => signal.aborted
  const onAbort = (): void => { wake() }
  signal.addEventListener('abort', onAbort)
  try {
    yield { kind: 'list', sessions: store.list().map(view) }
    while (!left()) {
      for (const [id, row] of pending) {
        pending.delete(id)
        // Shown when it is taken: what was merged is made once.
        yield row ? { kind: 'upsert', session: view(row) } : { kind: 'removed', id }
      }
      if (pending.size === 0 && !left()) await new Promise<void>((resolve) => { wake = resolve })
    }
  } finally {
    stop()
    signal.removeEventListener('abort', onAbort)
  }
}
