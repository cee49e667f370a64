import type { Session } from '../api.ts'
import { askOf } from '../sessions/presentation.ts'

/** What a session wants of somebody: an answer, or a word before it is stopped. `key` is another one for another wish. */
export type Need = { key: string; kind: 'waits' | 'stops'; sessionId: string; title: string; text: string }

export function needsOf(sessions: readonly Session[]): Need[] {
  return sessions.flatMap((session): Need[] => {
    const { id: sessionId, name, status, agentState, question, stopNotice } = session
    if (status !== 'running') return []
    if (question !== null || agentState.state === 'waiting') {
      const text = askOf(session)
      return [{ key: `${sessionId} ${question === null ? agentState.since : 'question'}`, kind: 'waits', sessionId, title: `${name} needs you`, text }]
    }
    return stopNotice ? [{ key: `${sessionId} stop`, kind: 'stops', sessionId, title: `${name} is about to be stopped`, text: 'Nothing has happened in it for a while.' }] : []
  })
}

/** Those that were not there before. */
export function newNeeds(before: readonly Need[], now: readonly Need[]): Need[] {
  const known = new Set(before.map(({ key }) => key))
  return now.filter(({ key }) => !known.has(key))
}

/** "(2) shop · claudework" while two sessions wait for somebody. */
export function titleWith(waiting: number, title: string): string {
  return waiting === 0 ? title : `(${String(waiting)}) ${title}`
}
