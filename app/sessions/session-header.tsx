import type { Session } from '../api.ts'
import { allSessions, BackLink } from '../ui/back-link.tsx'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { Icon } from '../ui/icon.tsx'
import { useNow } from '../ui/now.tsx'
import { ago } from '../ui/time-words.ts'
import { headline, present } from './presentation.ts'
import { branchLabel, repoLabel } from './repo-label.ts'
import { SessionMenu } from './session-menu.tsx'
import { WorkLink } from '../work/work-link.tsx'
import { useSessionActions } from './use-session-actions.ts'

type SessionHeaderProps = {
  session: Session
  /** null where there is no box to open: it is always there, or not yet. */
  prompt: { open: boolean; toggle: () => void } | null
}

export function SessionHeader({ session, prompt }: SessionHeaderProps) {
  const branch = branchLabel(session)
  return (
    <header className="bg-panel border-line flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-3 py-2 md:flex-nowrap md:px-4 md:py-[9px]">
      <BackLink {...allSessions} className="md:hidden!" />
      <h1 className="text-title min-w-0 flex-1 truncate font-semibold tracking-[-0.01em] md:flex-initial">{session.name}</h1>
      <span className="text-muted order-last w-full truncate max-md:hidden md:order-none md:w-auto md:min-w-0">
        {repoLabel(session.repoUrl)}
        {branch !== null && <> · <span className="font-mono text-small">{branch}</span></>}
      </span>
      <State session={session} />
      {session.cloned && <WorkLink session={session} />}
      <span className="flex flex-none items-center gap-1 md:ml-auto">
        {prompt && (
          <Button look="quiet" aria-label="Prompt" aria-expanded={prompt.open} onClick={prompt.toggle}>
            <Icon name="write" />
            <span className="max-md:hidden">Prompt</span>
          </Button>
        )}
        <NextAction session={session} />
        <SessionMenu session={session} />
      </span>
    </header>
  )
}

/** The state in words; on a phone below the name, over the whole width. */
function State({ session }: { session: Session }) {
  const shown = present(session)
  const { dot, word, detail, since } = shown
  // A creation says its reason step by step below.
  const line = session.status === 'creating' || (session.status === 'error' && !session.cloned) ? word : headline(shown)
  const now = useNow()
  const colours = dot === 'waiting' ? 'bg-waiting-bg text-waiting border-transparent' : dot === 'error' ? 'bg-error-bg text-error border-transparent' : 'border-line text-muted'
  return (
    <p className={`text-small order-last flex w-full min-w-0 items-center gap-2 rounded-full border py-[3px] pr-2.5 pl-2.5 md:order-none md:w-auto md:shrink-[99] ${colours}`}>
      <Dot kind={dot} />
      <span className="truncate" title={line}>
        {line}
        {detail === null && dot !== 'live' && <span className="tabular-nums"> {ago(now - Date.parse(since))}</span>}
      </span>
    </p>
  )
}

/** The one action that a person most likely wants next. */
function NextAction({ session: { id, status, cloned } }: { session: Session }) {
  const { start, stop, cancel } = useSessionActions(id)
  switch (status) {
    case 'creating':
      return <Button onClick={() => void cancel()}>Cancel</Button>
    case 'running':
      return <Button onClick={() => void stop()}>Stop</Button>
    case 'stopped':
    case 'error':
      return cloned ? <Button onClick={() => void start()}>Start</Button> : null
    case 'starting':
    case 'stopping':
      return null
  }
}
