import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Session } from '../api.ts'
import { DialogOpener } from '../ui/dialog.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { RecreateDialog } from './recreate-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { useSessionActions } from './use-session-actions.ts'

/** Everything that can be done with a session in the status it is in. */
export function SessionMenu({ session, className = '' }: { session: Session; className?: string }) {
  const [asking, setAsking] = useState<'rename' | 'delete' | 'recreate' | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const navigate = useNavigate()
  const { start, stop, restart, cancel, retry, pin } = useSessionActions(session.id)
  const { status, cloned, pinned, environmentKind } = session
  const ended = status === 'stopped' || status === 'error'
  return (
    <DialogOpener value={button}>
      <Menu label={`More for ${session.name}`} className={className} button={button}>
        {status === 'creating' && <MenuItem onSelect={() => void cancel()}>Cancel</MenuItem>}
        {ended && cloned && <MenuItem onSelect={() => void start()}>Start</MenuItem>}
        {status === 'error' && !cloned && <MenuItem onSelect={() => void retry()}>Try again</MenuItem>}
        {status === 'running' && <MenuItem onSelect={() => void stop()}>Stop</MenuItem>}
        {status === 'running' && <MenuItem onSelect={() => void restart()}>Restart</MenuItem>}
        {status === 'running' && <MenuItem onSelect={() => void pin(!pinned)}>{pinned ? 'Stop when idle' : 'Keep running when idle'}</MenuItem>}
        {environmentKind === 'DOCKER' && cloned && (status === 'running' || ended) && <MenuItem onSelect={() => setAsking('recreate')}>Make its container anew…</MenuItem>}
        <MenuItem onSelect={() => setAsking('rename')}>Rename…</MenuItem>
        {cloned && <MenuItem onSelect={() => void navigate(`/sessions/${session.id}/changes`)}>Changes</MenuItem>}
        <MenuItem onSelect={() => void navigate(`/sessions/${session.id}/history`)}>History</MenuItem>
        <MenuLine />
        <MenuItem danger onSelect={() => setAsking('delete')}>
          Delete…
        </MenuItem>
      </Menu>
      {asking === 'recreate' && <RecreateDialog session={session} onClose={() => setAsking(null)} />}
      {asking === 'rename' && <RenameDialog session={session} onClose={() => setAsking(null)} />}
      {asking === 'delete' && <DeleteDialog session={session} onClose={() => setAsking(null)} />}
    </DialogOpener>
  )
}
