import type { Session } from '../../api.ts'
import { useFrame } from '../../frame-data.ts'
import { Button } from '../../ui/button.tsx'
import { CreationStep } from './creation-step.tsx'
import { draftOf } from './asked-draft.ts'
import { useSessionActions } from '../use-session-actions.ts'

/** A session in the making, step by step; or why it was not made, and the way on. */
export function Creation({ session }: { session: Session }) {
  const { retry, asked } = useSessionActions(session.id)
  const { environments, openNewSession } = useFrame()
  const failed = session.status === 'error'
  const said = session.steps.some(({ state, message }) => state === 'failed' && message === session.statusReason)
  return (
    <div className="bg-page grid h-full place-items-center overflow-y-auto p-6">
      <div className="grid w-full max-w-[460px] gap-4">
        <ol aria-label="Steps of the creation" className="grid gap-0.5">
          {session.steps.map((step) => (
            <CreationStep key={step.name} step={step} session={session} />
          ))}
          {session.steps.length === 0 && !failed && <li className="text-faint py-[5px]">Getting ready…</li>}
        </ol>
        {failed && (
          <div role="alert" className="grid gap-3 pl-7">
            {!said && <p className="wrap-anywhere">{session.statusReason === 'Cancelled' ? 'Cancelled. Nothing is left of it.' : session.statusReason}</p>}
            <p className="flex flex-wrap gap-2">
              <Button look="primary" onClick={() => void retry()}>
                Try again
              </Button>
              <Button onClick={() => void asked((wish) => openNewSession(draftOf(wish, environments)))}>Change something…</Button>
            </p>
          </div>
        )}
      </div>
    </div>
  )
}
