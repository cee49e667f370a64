import type { Session } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { useSessionActions } from './use-session-actions.ts'

/** Said where a session is about to be stopped; asked where it has something running that does nothing any more, and goes on without an answer. */
export function IdleQuestion({ session: { id, question, stopNotice } }: { session: Session }) {
  const { keepRunning, stop } = useSessionActions(id)
  const words = question ?? (stopNotice ? 'It is about to be stopped, since nothing has happened in it for a while. Its work is kept.' : null)
  // An empty row holds the place, so that the footer keeps its own.
  if (words === null) return <div />
  return (
    <div role="status" className="bg-waiting-bg border-line flex flex-wrap items-center gap-3 border-t px-4 py-2">
      <p className="flex min-w-0 flex-1 items-baseline gap-2 wrap-anywhere">
        <Dot kind="waiting" />
        {words}
      </p>
      <Button onClick={() => void stop()}>Stop</Button>
      <Button look="primary" onClick={() => void keepRunning()}>
        Keep running
      </Button>
    </div>
  )
}
