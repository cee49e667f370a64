import { useState } from 'react'
import type { Session } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogFooter } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { useRemoveSession } from '../work/use-remove-session.ts'
import { WorkAtRisk } from '../work/work-at-risk.tsx'
import { bytesInWords } from '../work/work-words.ts'

export function DeleteDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const { removing, remove } = useRemoveSession(session.id, onClose)
  const [typed, setTyped] = useState('')
  const refused = removing.state === 'refused'
  const running = removing.state === 'running'
  const place = session.environmentKind === 'HOST' || session.environmentKind === null ? 'Its folder is' : 'Its container and its volumes are'
  return (
    <Dialog open onOpenChange={onClose} title={`Delete “${session.name}”?`} description={session.cloned ? `${place} removed. A rescue of the work, its commits and stashes with it, is kept for 30 days.` : `${place} removed.`}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          remove(refused ? typed : undefined)
        }}
      >
        {refused ? <p className="text-error wrap-anywhere">{removing.reason}</p> : <WorkAtRisk session={session} />}
        {refused && <Field label="Its name" placeholder={session.name} value={typed} onChange={(event) => setTyped(event.target.value)} />}
        {running && <Progress session={session} />}
        <DialogFooter>
          <Button onClick={onClose}>{running ? 'Close' : 'Keep it'}</Button>
          <Button type="submit" look="danger" disabled={running || (refused && typed !== session.name)}>
            {running ? 'Deleting…' : refused ? 'Delete and lose the work' : 'Delete'}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}

function Progress({ session: { rescueProgress } }: { session: Session }) {
  if (!rescueProgress) return null
  const { done, total } = rescueProgress
  return (
    <p className="text-muted tabular-nums" role="status">
      {total === null ? 'Keeping a rescue of the work …' : `Keeping a rescue of the work: ${bytesInWords(done)} of ${bytesInWords(total)}`}
    </p>
  )
}
