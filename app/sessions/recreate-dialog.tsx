import { useState } from 'react'
import type { Session } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogFooter } from '../ui/dialog.tsx'
import { useSessionActions } from './use-session-actions.ts'

/** Asked before a container is made anew: what it costs. */
export function RecreateDialog({ session: { id, name, settingsPending }, onClose }: { session: Session; onClose: () => void }) {
  const { recreate } = useSessionActions(id)
  const [running, setRunning] = useState(false)
  const settings = settingsPending.filter(({ applies }) => applies !== 'new sessions').map(({ setting }) => setting)

  async function makeAnew(): Promise<void> {
    setRunning(true)
    if (await recreate()) onClose()
    else setRunning(false)
  }

  return (
    <Dialog open onOpenChange={onClose} title={`Make the container of “${name}” anew?`} description="It stops, and starts again from its volumes with its environment's settings of now. The clone, its home and the conversation stay.">
      {settings.length > 0 && <p>It gets: {settings.join(', ')}.</p>}
      <p className="text-waiting">What was installed or changed outside /workspace and /state is lost, and what runs in it ends.</p>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" disabled={running} aria-busy={running} onClick={() => void makeAnew()}>
          {running ? 'Making it anew…' : 'Make it anew'}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
