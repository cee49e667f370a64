import type { Session } from '../api.ts'
import { headline, present } from '../sessions/presentation.ts'
import { useSessionActions } from '../sessions/use-session-actions.ts'
import { Button, Kbd } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { useNow } from '../ui/now.tsx'
import { ago } from '../ui/time-words.ts'

/** One line between what was said and what is to be said: what Claude Code is doing, and how to end that. */
export function ConversationState({ session, problem }: { session: Session; problem: string | null }) {
  const { interrupt, restartAgent, start } = useSessionActions(session.id)
  const now = useNow()
  const { status, agentState } = session
  const { state, since, message } = agentState
  const working = status === 'running' && state === 'working'
  const stalled = working && message !== null
  const shown = present(session)
  const line = problem !== null ? `The conversation is not live. ${problem}`
    : working && !stalled ? `Working for ${ago(now - Date.parse(since))}`
    : status === 'running' && state === 'waiting' ? 'Waiting for your answer'
    : status === 'stopped' ? `${headline(shown)}. A prompt starts it again.`
    : headline(shown)
  return (
    <div role="status" className={`border-line text-small border-t px-4 ${stalled ? 'bg-waiting-bg' : 'text-muted'}`}>
      <div className="mx-auto flex min-h-10 w-full max-w-[760px] flex-wrap items-center gap-x-3 gap-y-1 py-1">
        <p className="flex min-w-0 flex-1 items-center gap-2">
          <Dot kind={problem === null ? shown.dot : 'unknown'} />
          <span className="min-w-0 wrap-anywhere tabular-nums">
            {line}
          </span>
        </p>
        {working && (
          <Button onClick={() => void interrupt()}>
            Interrupt <Kbd>esc</Kbd>
          </Button>
        )}
        {(stalled || (status === 'running' && state === 'error')) && <Button onClick={() => void restartAgent()}>Restart</Button>}
        {status === 'stopped' && <Button onClick={() => void start()}>Start</Button>}
      </div>
    </div>
  )
}
