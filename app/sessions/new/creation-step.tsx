import type { Session, Step } from '../../api.ts'
import { Icon } from '../../ui/icon.tsx'
import { useNow } from '../../ui/now.tsx'
import { took } from '../../ui/time-words.ts'
import { agentWords } from './agent-words.ts'
import { repoLabel } from '../repo-label.ts'

export function CreationStep({ step, session }: { step: Step; session: Session }) {
  const now = useNow()
  const { state, percent, message, startedAt, endedAt } = step
  const time = startedAt === null ? null : took((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt))
  const running = state === 'running'
  return (
    <li className={`grid grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-2 py-[5px] ${state === 'waiting' ? 'text-faint' : ''}`} aria-current={running ? 'step' : undefined}>
      <Mark state={state} />
      <span className="truncate">{titleOf(step, session)}</span>
      <span className="text-muted tabular-nums">{running && percent !== null ? `${String(Math.round(percent))}%` : state === 'waiting' ? '' : time}</span>
      {running && (
        <span
          role="progressbar"
          aria-label={titleOf(step, session)}
          {...(percent === null ? {} : { 'aria-valuenow': Math.round(percent) })}
          className="bg-line col-[2/4] mt-1.5 h-[3px] overflow-hidden rounded-full"
        >
          <span className={`bg-accent block h-full rounded-full ${percent === null ? 'animate-working opacity-50' : ''}`} style={{ width: percent === null ? '100%' : `${String(percent)}%` }} />
        </span>
      )}
      {/* The line keeps its height while git has nothing to say. */}
      {running && <span className="text-faint col-[2/4] mt-1 h-[18px] truncate font-mono text-small">{message}</span>}
      {state === 'failed' && message !== null && <span className="text-error text-small col-[2/4] wrap-anywhere">{message}</span>}
    </li>
  )
}

function Mark({ state }: { state: Step['state'] }) {
  switch (state) {
    case 'done':
      return <><Icon name="check" className="text-done" /><span className="sr-only">Done:</span></>
    case 'failed':
      return <><Icon name="cross" className="text-error" /><span className="sr-only">Failed:</span></>
    case 'running':
      return <Icon name="turning" className="animate-turn" />
    case 'waiting':
      return <span aria-hidden className="bg-faint mx-auto size-1 rounded-full" />
  }
}

function titleOf({ name }: Step, { repoUrl, branch, agent }: Session): string {
  switch (name) {
    case 'image':
      return 'Image'
    case 'volumes':
      return 'Volumes'
    case 'clone':
      return `Clone ${repoLabel(repoUrl)}${branch === null ? '' : ` · ${branch}`}`
    case 'container':
      return 'Container'
    case 'folder':
      return 'Folder'
    case 'setup':
      return 'Setup command'
    case 'terminal':
      return 'Terminal'
    case 'agent':
      return agentWords[agent].title
  }
}
