import type { Session } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { headline, present } from './presentation.ts'
import { useSessionActions } from './use-session-actions.ts'

/** Why a session does not run, and Start. Where its last screen is still shown, a bar below it, which covers nothing of it. */
export function Stopped({ session, overScreen }: { session: Session; overScreen: boolean }) {
  const { start } = useSessionActions(session.id)
  const shown = present(session)
  return (
    <div className={overScreen ? 'bg-panel border-line border-t px-4 py-2' : 'bg-page absolute inset-0 grid place-items-center overflow-y-auto p-6'}>
      <div className={overScreen ? 'flex flex-wrap items-center gap-3' : 'grid max-w-[420px] justify-items-start gap-3'}>
        <p className="flex min-w-0 items-baseline gap-2">
          <Dot kind={shown.dot} />
          <span className="wrap-anywhere">
            <span className="font-[550]">{sentence(headline(shown))}</span>{' '}
            <span className="text-muted">
              The clone is kept{session.environmentKind === 'DOCKER' ? ' in its volume' : ''}.{overScreen && session.status === 'stopped' && ' Press a key in the terminal to wake it.'}
            </span>
          </span>
        </p>
        <Button look="primary" onClick={() => void start()}>
          Start
        </Button>
      </div>
    </div>
  )
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
