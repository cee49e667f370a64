import { Failure } from '../failure.ts'
import type { ListedSession } from '../session-reference.ts'
import type { PlainClient } from '../verb.ts'

export type ListedTerminal = Awaited<ReturnType<PlainClient['terminals']['list']['query']>>[number]

/** A session's terminal by its place in the list (from 1), its title or its id; its agent's where none is named. */
export async function findTerminal(api: PlainClient, session: ListedSession, reference: string | undefined): Promise<ListedTerminal> {
  const terminals = await api.terminals.list.query({ sessionId: session.id })
  const found = reference === undefined
    ? (terminals.find(({ kind }) => kind === 'agent') ?? terminals[0])
    : terminals.find(({ id, title }, at) => id === reference || String(at + 1) === reference || title === reference)
  if (found) return found
  if (reference === undefined) throw new Failure(`${session.name} has no terminal yet (it is ${session.status}); see "claudework ls".`)
  throw new Failure(`${session.name} has no terminal "${reference}"; there is ${terminals.map(({ title }, at) => `${String(at + 1)} (${title})`).join(', ') || 'none'}.`)
}

export function refuseUnlessRunning(session: ListedSession): void {
  if (session.status === 'running') return
  const reason = session.statusReason ? ` (${session.statusReason})` : ''
  const help = session.status === 'stopped' ? `; start it with "claudework start ${session.id.slice(0, 8)}"` : '; see "claudework ls"'
  throw new Failure(`${session.name} is ${session.status}${reason}${help}.`)
}
