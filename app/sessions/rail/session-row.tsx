import { NavLink } from 'react-router'
import type { Session } from '../../api.ts'
import { Dot } from '../../ui/dot.tsx'
import { useNow } from '../../ui/now.tsx'
import { ago } from '../../ui/time-words.ts'
import type { Row } from './groups.ts'
import { askOf } from '../presentation.ts'
import { branchLabel, repoLabel } from '../repo-label.ts'
import { workInShort } from '../../work/work-words.ts'
import { SessionMenu } from '../session-menu.tsx'

/** One session in the list. What it asks stands above where it comes from. */
export function SessionRow({ row: { session, shown } }: { row: Row }) {
  const now = useNow()
  const age = ago(now - Date.parse(shown.since))
  const stop = stopInShort(session, now)
  const work = workInShort(session.git)
  const branch = branchLabel(session)
  const asks = shown.group !== 'needs' ? null : shown.dot === 'waiting' ? askOf(session) : shown.detail
  return (
    <li className="group/row relative">
      <NavLink
        to={`/sessions/${session.id}`}
        className={({ isPending }) => `${isPending ? 'bg-hover ' : ''}hover:bg-hover aria-[current=page]:bg-hover rounded-control block py-[7px] pr-2 pl-2 aria-[current=page]:shadow-[inset_2px_0_0_var(--color-accent)] forced-colors:aria-[current=page]:outline-2 pointer-coarse:py-2.5 pointer-coarse:pr-12`}
      >
        <span className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-2">
          <Dot kind={shown.dot} />
          <span className={`truncate font-[550] ${shown.group === 'stopped' ? 'text-muted' : ''}`}>{session.name}</span>
          <span className="text-faint text-small tabular-nums pointer-fine:group-focus-within/row:invisible pointer-fine:group-hover/row:invisible">
            <span className="sr-only">{shown.word}, </span>
            {age}
            <span className="sr-only"> ago</span>
          </span>
          {asks !== null && <span className={`${shown.dot === 'error' ? 'text-error' : 'text-waiting'} text-small col-[2/4] truncate`} title={asks}>{asks}</span>}
          <span className="text-muted text-small col-[2/4] truncate">
            {repoLabel(session.repoUrl)}
            {branch !== null && ` · ${branch}`}
            {work !== null && <span className="text-faint"> · {work}</span>}
            {asks === null && <span className="text-faint"> · {shown.detail ?? shown.word.toLowerCase()}</span>}
            {stop !== null && <span className={`tabular-nums ${session.stopNotice ? 'text-waiting' : 'text-faint'}`}> · {stop}</span>}
          </span>
        </span>
      </NavLink>
      <SessionMenu
        session={session}
        className="absolute top-0.5 right-0.5 pointer-coarse:top-1.5 pointer-fine:opacity-0 pointer-fine:group-hover/row:opacity-100 pointer-fine:focus-visible:opacity-100 pointer-fine:data-[state=open]:opacity-100"
      />
    </li>
  )
}

/** What becomes of it when nobody looks: kept running, or stopped in so long. */
function stopInShort({ status, pinned, stopsAt }: Session, now: number): string | null {
  if (status !== 'running') return null
  if (pinned) return 'pinned'
  return stopsAt === null ? null : `stops in ${ago(Date.parse(stopsAt) - now)}`
}
