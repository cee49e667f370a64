import { Failure } from './failure.ts'
import type { PlainClient } from './verb.ts'

export type ListedSession = Awaited<ReturnType<PlainClient['sessions']['list']['query']>>[number]

/** Characters of an id that may stand for it: fewer are a slip. */
const shortest = 4

/** The session that a person means by an id, a name, or the beginning of an id. */
export async function findSession(api: PlainClient, reference: string): Promise<ListedSession> {
  return sessionOf(await api.sessions.list.query(), reference)
}

export function sessionOf(sessions: readonly ListedSession[], reference: string): ListedSession {
  const byId = sessions.filter(({ id }) => id === reference)
  const byName = sessions.filter(({ name }) => name === reference)
  const byBeginning = reference.length >= shortest ? sessions.filter(({ id }) => id.startsWith(reference)) : []
  const found = [byId, byName, byBeginning].find((some) => some.length > 0) ?? []
  const [session] = found
  if (!session) {
    const begins = sessions.some(({ id }) => id.startsWith(reference))
    throw new Failure(begins && reference !== '' ? `"${reference}" is too little of an id; give ${String(shortest)} characters of it.` : `There is no session "${reference}"; see "claudework ls".`)
  }
  if (found.length > 1) throw new Failure(`"${reference}" could be any of ${found.map(({ id, name }) => `${id.slice(0, 8)} (${name})`).join(', ')}; give the id.`)
  return session
}
