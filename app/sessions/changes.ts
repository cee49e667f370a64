import type { Session } from '../api.ts'

export type SessionChange = { kind: 'list'; sessions: Session[] } | { kind: 'upsert'; session: Session } | { kind: 'removed'; id: string }

/** The list after a change. A session that is known keeps its place; a new one comes first. */
export function applyChange(sessions: readonly Session[], change: SessionChange): readonly Session[] {
  switch (change.kind) {
    case 'list':
      return change.sessions
    case 'upsert': {
      const known = sessions.some(({ id }) => id === change.session.id)
      return known ? sessions.map((session) => (session.id === change.session.id ? change.session : session)) : [change.session, ...sessions]
    }
    case 'removed':
      return sessions.filter(({ id }) => id !== change.id)
  }
}
