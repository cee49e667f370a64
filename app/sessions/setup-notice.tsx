import { useState } from 'react'
import type { Session } from '../api.ts'
import { useToldAttempt } from '../connection/use-attempt.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogFooter } from '../ui/dialog.tsx'
import { Dot } from '../ui/dot.tsx'
import { useKept } from '../ui/use-kept.ts'

/** The environment's setup command failed: the session runs, perhaps without what the work needs. Until somebody has seen it. */
export function SetupNotice({ session: { id, status, steps } }: { session: Session }) {
  const [seen, keepSeen] = useKept(`claudework.setup-seen.${id}`)
  const attempt = useToldAttempt()
  const [log, setLog] = useState<readonly string[] | null>(null)
  const failed = steps.find(({ name, state }) => name === 'setup' && state === 'failed')
  if (!failed || seen !== null || status === 'creating') return null

  const show = () => attempt(async (trpc) => setLog(await trpc.sessions.log.query({ id })))

  return (
    <div role="status" className="bg-error-bg border-line flex flex-wrap items-center gap-3 border-t px-4 py-2">
      <p className="flex min-w-0 flex-1 basis-64 items-baseline gap-2 wrap-anywhere">
        <Dot kind="error" />
        {failed.message}
      </p>
      <Button onClick={() => void show()}>Output</Button>
      <Button onClick={() => keepSeen('yes')}>Dismiss</Button>
      {log !== null && (
        <Dialog open onOpenChange={() => setLog(null)} title="What the creation printed">
          <pre className="bg-page border-line rounded-control max-h-[60vh] overflow-auto border p-3 font-mono text-small whitespace-pre-wrap wrap-anywhere">
            {log.length === 0 ? 'Its log was not kept.' : log.join('\n')}
          </pre>
          <DialogFooter>
            <Button onClick={() => setLog(null)}>Close</Button>
          </DialogFooter>
        </Dialog>
      )}
    </div>
  )
}
