import type { Terminal } from '../../terminal/terminal.ts'
import { pause } from '../../terminal/pause.ts'
import { knownTerminals } from './agent-terminal.ts'
import type { SessionContext } from '../context.ts'

/** How often a list is sent that differs in nothing but how much was printed. */
const countsEveryMs = 1_000

/**
 * A session's terminals, now and after each change, until the session is removed or the caller leaves. Titles, bells and ends come
 * as they are told; that a terminal prints, which is all the time, at most once a second.
 */
export async function* terminalChanges(context: SessionContext, sessionId: string, signal: AbortSignal): AsyncGenerator<Terminal[]> {
  const now = (): Terminal[] | null => {
    const row = context.store.find(sessionId)
    return row && knownTerminals(row.terminals)
  }
  // Throws where there is no such session.
  context.store.get(sessionId)
  let sent: Terminal[] = []
  let sentAt = -Infinity
  let wake: () => void = () => undefined
  const stop = context.store.onChange((change) => {
    if ((change.kind === 'removed' ? change.id : change.row.id) === sessionId) wake()
  })
  const left = (): boolean => signal.aborted
  const onAbort = (): void => { wake() }
  signal.addEventListener('abort', onAbort)
  try {
    for (let first = true; !left(); first = false) {
      const list = now()
      if (!list) return
      if (first || shape(list) !== shape(sent) || (performance.now() - sentAt >= countsEveryMs && counts(list) !== counts(sent))) {
        sent = list
        sentAt = performance.now()
        yield list
        continue
      }
      const changed = new Promise<void>((resolve) => { wake = resolve })
      if (counts(list) === counts(sent)) await changed
      else {
        const early = new AbortController()
        await Promise.race([changed, pause(sentAt + countsEveryMs - performance.now(), AbortSignal.any([signal, early.signal]))])
        early.abort()
      }
    }
  } finally {
    stop()
    signal.removeEventListener('abort', onAbort)
  }
}

const shape = (list: readonly Terminal[]): string => JSON.stringify(list.map(({ offset: _, ...rest }) => rest))
const counts = (list: readonly Terminal[]): string => list.map(({ offset }) => String(offset)).join()
