import type { Session } from '../../api.ts'
import { present, type Group, type Presentation } from '../presentation.ts'
import { repoLabel } from '../repo-label.ts'

export type Row = { session: Session; shown: Presentation }
export type SessionGroup = { group: Group; title: string; rows: Row[] }

/** What needs a person comes first. */
const order: readonly (readonly [Group, string])[] = [['needs', 'Needs you'], ['working', 'Working'], ['running', 'Running'], ['quiet', 'Quiet'], ['stopped', 'Stopped']]

/** Groups that have rows, in order of need. Within one, who asks comes before what failed, and what waits longest first; else the newest session: rows do not move while they work. */
export function groupSessions(sessions: readonly Session[], search = ''): SessionGroup[] {
  const rows = sessions.filter((session) => matches(session, search)).map((session): Row => ({ session, shown: present(session) }))
  return order
    .map(([group, title]): SessionGroup => ({ group, title, rows: rows.filter(({ shown }) => shown.group === group).sort(group === 'needs' ? neediestFirst : newestFirst) }))
    .filter(({ rows: inGroup }) => inGroup.length > 0)
}

/** Every word of the search stands somewhere in name, repository, branch or state. */
function matches(session: Session, search: string): boolean {
  const text = `${session.name} ${repoLabel(session.repoUrl)} ${session.repoUrl} ${session.branch ?? ''} ${session.newBranch ?? ''} ${present(session).word}`.toLocaleLowerCase()
  return search.toLocaleLowerCase().split(/\s+/).every((word) => text.includes(word))
}

const neediestFirst = (a: Row, b: Row): number => Number(b.shown.dot === 'waiting') - Number(a.shown.dot === 'waiting') || a.shown.since.localeCompare(b.shown.since)
const newestFirst = (a: Row, b: Row): number => b.session.createdAt.localeCompare(a.session.createdAt)
