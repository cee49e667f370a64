import type { Session, SessionChange } from '../sessions/session.ts'
import type { Notification } from './webhook.ts'

/** Follows the sessions and tells of each that begins to wait for somebody; not of those that waited already. */
export async function tellOfWaiting({ changes, origin, tell }: { changes: AsyncIterable<SessionChange>; origin: string; tell: (notification: Notification) => void }): Promise<void> {
  const waiting = new Map<string, string>()
  for await (const change of changes) {
    switch (change.kind) {
      case 'list':
        for (const session of change.sessions) note(waiting, session)
        break
      case 'upsert': {
        const asks = note(waiting, change.session)
        if (asks !== null) tell(notificationOf(change.session, { asks, origin }))
        break
      }
      case 'removed':
        waiting.delete(change.id)
        break
    }
  }
}

/** What a session has begun to ask; null where it asks nothing, or nothing new. */
function note(waiting: Map<string, string>, session: Session): string | null {
  const asks = session.status !== 'running' ? null : (session.question ?? (session.agentState.state === 'waiting' ? (session.agentState.message ?? 'It waits for an answer.') : null))
  const before = waiting.get(session.id)
  if (asks === null) waiting.delete(session.id)
  else waiting.set(session.id, asks)
  return asks === before ? null : asks
}

function notificationOf({ id, name }: Session, { asks, origin }: { asks: string; origin: string }): Notification {
  return { title: `${name} needs you`, message: asks.slice(0, 1_000), tags: ['question'], priority: 4, click: `${origin}/sessions/${id}`, session: { id, name } }
}
