import { useState } from 'react'
import type { Session } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogFooter } from '../ui/dialog.tsx'
import { useSessionActions } from './use-session-actions.ts'

export function DeleteDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const [deleting, setDeleting] = useState(false)
  const { remove } = useSessionActions(session.id)
  const place = session.environmentKind === 'HOST' ? 'Its folder' : 'Its container and its volumes'
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Delete “${session.name}”?`}
      description={`${place} will be removed, with everything in the clone: commits that were not pushed, uncommitted and untracked files, and stashes are lost. This cannot be undone.`}
    >
      <DialogFooter>
        <Button onClick={onClose}>Keep it</Button>
        <Button
          look="danger"
          disabled={deleting}
          onClick={() => {
            setDeleting(true)
            void remove().finally(onClose)
          }}
        >
          {deleting ? 'Deleting…' : 'Delete'}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
