import { Problem, sentenceOf } from '../../problem.ts'
import type { SessionStore } from '../session-store.ts'
import type { Events, NewEvent } from './events.ts'

type Deed = Pick<NewEvent, 'actor' | 'what' | 'why'> & { sessionId: string }

/** Does it, and keeps in the history how that went. */
export async function recorded(deps: { events: Pick<Events, 'record'>; store: Pick<SessionStore, 'find'> }, deed: Deed, work: () => Promise<void>): Promise<void> {
  const { events, store } = deps
  // Taken before: a session that is deleted has no name any more.
  const sessionName = store.find(deed.sessionId)?.name
  const about = { ...deed, ...(sessionName === undefined ? {} : { sessionName }) }
  try {
    await work()
    events.record({ ...about, result: 'done' })
  } catch (error) {
    const cancelled = error instanceof Problem && error.kind === 'cancelled'
    events.record(cancelled ? { ...about, result: 'cancelled' } : { ...about, result: 'failed', why: sentenceOf(error) })
    throw error
  }
}
