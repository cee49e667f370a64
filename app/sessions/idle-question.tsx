import type { Session } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { useSessionActions } from './use-session-actions.ts'

/** Asked where a session has something running that does nothing any more; without an answer it goes on. */
export function IdleQuestion({ session: { id, question } }: { session: Session }) {
  const { keepRunning, stop } = useSessionActions(id)
  // An empty row holds the place, so that the footer keeps its own.
  if (question === null) return <div />
  return (
    <div role="status" className="bg-waiting-bg border-line flex flex-wrap items-center gap-3 border-t px-4 py-2">
      <p className="flex min-w-0 flex-1 items-baseline gap-2 wrap-anywhere">
        <Dot kind="waiting" />
        {question}
      </p>
      <Button onClick={() => void stop()}>Stop</Button>
      <Button look="primary" onClick={() => void keepRunning()}>
        Keep running
      </Button>
    </div>
  )
}
