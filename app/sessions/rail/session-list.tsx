import { Dot } from '../../ui/dot.tsx'
import { groupSessions } from './groups.ts'
import { SessionRow } from './session-row.tsx'
import { useSessions } from '../sessions-provider.tsx'

export function SessionList({ search }: { search: string }) {
  const sessions = useSessions()
  const groups = groupSessions(sessions, search)
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
      {groups.map(({ group, title, rows }) => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`} className={`text-group flex gap-1.5 px-2 pt-3 pb-1 font-semibold tracking-[0.04em] uppercase ${group === 'needs' ? 'text-waiting' : 'text-faint'}`}>
            {title} <span className="tabular-nums">{rows.length}</span>
          </h2>
          <ul>
            {rows.map((row) => (
              <SessionRow key={row.session.id} row={row} />
            ))}
          </ul>
        </section>
      ))}
      {sessions.length > 0 && groups.length === 0 && (
        <p className="text-muted flex items-center gap-2 px-2 py-3">
          <Dot kind="stopped" /> No session matches “{search.slice(0, 60)}”.
        </p>
      )}
    </div>
  )
}
