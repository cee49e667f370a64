import type { UpdateSession } from '../../contract/session.ts'
import type { SessionContext } from './context.ts'

/** What a person may change of a session; what is left out stays. */
export type SessionChange = Pick<UpdateSession, 'name' | 'pinned' | 'idleTimeoutMinutes'>

/** Changes a session's settings, and says in the history what they were changed to. */
export async function changeSession({ store, events }: Pick<SessionContext, 'store' | 'events'>, id: string, change: SessionChange): Promise<void> {
  store.get(id)
  const { name, pinned, idleTimeoutMinutes } = change
  if (inWords(change) === '') return
  await store.update(id, {
    ...(name === undefined ? {} : { name }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(idleTimeoutMinutes === undefined ? {} : { idleTimeoutMinutes }),
  })
  events.record({ actor: 'user', what: 'change', why: inWords(change), result: 'done', sessionId: id, sessionName: store.get(id).name })
}

function inWords({ name, pinned, idleTimeoutMinutes }: SessionChange): string {
  return [
    ...(name === undefined ? [] : [`renamed to "${name}"`]),
    ...(pinned === undefined ? [] : [pinned ? 'kept running when idle' : 'stopped when idle']),
    ...(idleTimeoutMinutes === undefined ? [] : [idleTimeoutMinutes === null ? 'no idle timeout' : `idle timeout ${String(idleTimeoutMinutes)} minutes`]),
  ].join(', ')
}
