import { useState } from 'react'
import { limits } from '../../contract/limits.ts'
import type { Terminal } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogFooter } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { cleanTitle } from './clean-title.ts'

/** A title of one's own holds against those that programs set. */
export function RenameTerminal({ terminal, onRename, onClose }: { terminal: Terminal; onRename: (title: string) => void; onClose: () => void }) {
  const [title, setTitle] = useState(cleanTitle(terminal.title))
  return (
    <Dialog open onOpenChange={onClose} title="Rename terminal">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          onRename(title.trim())
          onClose()
        }}
      >
        <Field label="Title" value={title} maxLength={limits.nameLength} onChange={(event) => setTitle(event.target.value)} />
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            Rename
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
