import { useState } from 'react'
import { sessionName } from '../../contract/session.ts'
import type { Session } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogFooter } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { useSessionActions } from './use-session-actions.ts'

export function RenameDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const [name, setName] = useState(session.name)
  const [saving, setSaving] = useState(false)
  const { rename } = useSessionActions(session.id)
  const check = sessionName.safeParse(name)

  async function save(): Promise<void> {
    if (!check.success) return
    setSaving(true)
    if (await rename(check.data)) onClose()
    else setSaving(false)
  }

  return (
    <Dialog open onOpenChange={onClose} title="Rename session">
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label="Name" value={name} onChange={(event) => setName(event.target.value)} problem={check.success ? undefined : check.error.issues[0]?.message} />
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!check.success || saving}>
            Rename
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
