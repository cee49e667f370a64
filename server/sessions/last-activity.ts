import type { SessionStore } from './session-store.ts'

const everyMs = 1_000

/**
 * Shows that somebody typed, at most once a second. A change of a row goes to every page and every watcher: with one for each key
 * they took the server longer than the key's echo did.
 */
export function showActivity(store: Pick<SessionStore, 'find' | 'show'>, sessionId: string, now: string): void {
  const last = store.find(sessionId)?.lastActivityAt ?? null
  // Either way: a clock may have been set back.
  if (last === null || Math.abs(Date.parse(now) - Date.parse(last)) >= everyMs) store.show(sessionId, { lastActivityAt: now })
}
