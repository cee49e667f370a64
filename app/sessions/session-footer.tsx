import { useState } from 'react'
import type { Session } from '../api.ts'
import { useReconnectingSince } from '../connection/link-notice.tsx'
import { useFrame } from '../frame-data.ts'
import { SessionUse } from '../machine/session-use.tsx'
import { Dot } from '../ui/dot.tsx'
import { useNow } from '../ui/now.tsx'
import { ago, minutesInWords } from '../ui/time-words.ts'
import { signInWords } from './sign-in-words.ts'
import { outdatedWords, pendingWords } from './pending-words.ts'
import { RecreateDialog } from './recreate-dialog.tsx'
import { useSessionActions } from './use-session-actions.ts'

/** Answers "can I close this?": whether what is shown is live, and where it runs. */
export function SessionFooter({ session }: { session: Session }) {
  const { environments } = useFrame()
  const since = useReconnectingSince()
  const now = useNow()
  const environment = environments.find(({ id }) => id === session.environmentId)
  const signsIn = signInWords(session)
  const pending = session.supervisorOutdated ? outdatedWords(session) : pendingWords(session.settingsPending)
  const runs = session.status === 'running'
  return (
    <footer className="bg-panel border-line text-muted text-small flex h-7 items-center gap-4 pointer-coarse:h-11 overflow-hidden border-t px-4 whitespace-nowrap">
      <span role="status" className={`flex items-center gap-1.5 ${since === null ? '' : 'text-waiting'}`}>
        <Dot kind={since === null ? 'live' : 'waiting'} />
        {since === null ? 'live' : <span className="tabular-nums">reconnecting <span aria-hidden>for {ago(now - since)} </span>· keys are not sent</span>}
      </span>
      {runs && since === null && <StopLine session={session} />}
      {pending !== null && <PendingSettings session={session} words={pending} />}
      <span className="ml-auto" />
      {runs && since === null && <SessionUse session={session} />}
      <span className="truncate font-mono">
        {session.environmentKind?.toLowerCase() ?? 'conversation on this machine'}
        {environment && ` · ${environment.name}`}
        {signsIn !== null && <span className="max-md:hidden"> · {signsIn}</span>}
      </span>
    </footer>
  )
}

/** What was changed in the environment and is not yet so here; and the way to it that a person has to choose. */
function PendingSettings({ session, words }: { session: Session; words: string }) {
  const [asking, setAsking] = useState(false)
  const choose = session.settingsPending.some(({ applies }) => applies === 'recreate') && (session.status === 'running' || session.status === 'stopped')
  return (
    <span className="text-waiting flex min-w-0 items-center gap-2">
      <span className="truncate" title={words}>{words}</span>
      {choose && (
        <button type="button" className="hover:text-text flex-none underline underline-offset-2" onClick={() => setAsking(true)}>
          make anew…
        </button>
      )}
      {asking && <RecreateDialog session={session} onClose={() => setAsking(false)} />}
    </span>
  )
}

/** What becomes of the session when nobody looks. */
function StopLine({ session: { id, stopsAt, stopNotice, pinned } }: { session: Session }) {
  const { keepRunning } = useSessionActions(id)
  const minutes = (Date.parse(stopsAt ?? '') - useNow()) / 60_000
  if (stopsAt === null) return <span className="truncate max-md:hidden">keeps running when you close this tab{pinned && ', also when idle'}</span>
  return (
    <span className={`flex min-w-0 items-center tabular-nums ${stopNotice ? 'text-waiting' : ''}`}>
      <span className="truncate">
        stops in {minutesInWords(Math.max(0, minutes < 1 ? minutes : Math.ceil(minutes)))}
        <span className="max-md:hidden"> if nothing happens</span> ·
      </span>
      <button type="button" className="hover:text-text flex-none px-1 underline underline-offset-2 pointer-coarse:h-11 pointer-coarse:min-w-11" onClick={() => void keepRunning()}>
        keep
      </button>
    </span>
  )
}
