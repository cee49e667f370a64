import { useState } from 'react'
import type { Rescue } from '../api.ts'
import { useFrame } from '../frame-data.ts'
import { repoLabel } from '../sessions/repo-label.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogFooter } from '../ui/dialog.tsx'
import { SelectField } from '../ui/field.tsx'
import { useNow } from '../ui/now.tsx'
import { Page } from '../ui/page.tsx'
import { ago } from '../ui/time-words.ts'
import { useRescues } from './use-rescues.ts'
import { bytesInWords, workWords } from './work-words.ts'

type Asking = { what: 'restore' | 'remove'; rescue: Rescue }

/** The work of deleted sessions: to be had again as a session or as a file, for 30 days. */
export function RescuesView() {
  const { rescues, restore, download, remove } = useRescues()
  const [asking, setAsking] = useState<Asking | null>(null)
  const close = () => setAsking(null)
  return (
    <Page title="Rescues">
      <div className="mx-auto grid max-w-[760px] gap-3 px-4 py-4">
        <p className="text-muted">The work of deleted sessions is kept here for 30 days: the repository with its commits and stashes, and every file that was changed or new.</p>
        {rescues === null && <p className="text-muted">Loading …</p>}
        {rescues?.length === 0 && <p>No session was deleted in the last 30 days.</p>}
        <ul aria-label="Rescues" className="grid gap-2">
          {rescues?.map((rescue) => (
            <RescueRow key={rescue.id} rescue={rescue} onAsk={(what) => setAsking({ what, rescue })} onDownload={() => void download(rescue.id)} />
          ))}
        </ul>
      </div>
      {asking?.what === 'restore' && <RestoreDialog rescue={asking.rescue} onClose={close} onRestore={(environmentId) => restore(asking.rescue.id, environmentId)} />}
      {asking?.what === 'remove' && (
        <Dialog open onOpenChange={close} title={`Remove the rescue of “${asking.rescue.name}”?`} description="The work in it is then lost. This cannot be undone.">
          <DialogFooter>
            <Button onClick={close}>Keep it</Button>
            <Button look="danger" onClick={() => void remove(asking.rescue.id).finally(close)}>
              Remove
            </Button>
          </DialogFooter>
        </Dialog>
      )}
    </Page>
  )
}

function RescueRow({ rescue, onAsk, onDownload }: { rescue: Rescue; onAsk: (what: Asking['what']) => void; onDownload: () => void }) {
  const now = useNow()
  const { name, repoUrl, branch, bytes, createdAt, expiresAt, summary } = rescue
  const work = summary.status ? workWords({ ...summary.status, state: 'dirty', reason: null, checkedAt: createdAt, detached: null, noUpstream: null }) : []
  return (
    <li className="border-line rounded-control bg-panel grid gap-2 border px-3 py-2.5">
      <div className="min-w-0">
        <p className="flex items-baseline gap-2">
          <span className="min-w-0 truncate font-[550]">{name}</span>
          <span className="text-faint text-small ml-auto flex-none tabular-nums">
            {ago(now - Date.parse(createdAt))} ago · {bytesInWords(bytes)}
          </span>
        </p>
        <p className="text-muted text-small wrap-anywhere">
          {repoLabel(repoUrl)}
          {branch !== null && ` · ${branch}`} · kept for {ago(Date.parse(expiresAt) - now)} more
        </p>
        {work.length > 0 && <p className="text-small">{work.join(', ')}</p>}
        {summary.git === 'kept as it is' && <p className="text-waiting text-small">Git could not read the repository, so everything was taken as it was.</p>}
        {summary.ignored.length > 0 && (
          <details className="text-small text-muted">
            <summary className="cursor-pointer">Left out, since git ignores it: {bytesInWords(summary.ignoredBytes)}</summary>
            <ul className="mt-1 grid gap-0.5 font-mono">
              {summary.ignored.map((left) => (
                <li key={left.path} className="wrap-anywhere">
                  {left.path} · {bytesInWords(left.bytes)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={() => onAsk('restore')}>
          Restore…
        </Button>
        <Button onClick={onDownload}>Download</Button>
        <Button look="quiet" onClick={() => onAsk('remove')}>
          Remove…
        </Button>
      </div>
    </li>
  )
}

/** The value of an option that stands for "no environment". */
const none = ''

function RestoreDialog({ rescue, onClose, onRestore }: { rescue: Rescue; onClose: () => void; onRestore: (environmentId: string | null) => Promise<boolean> }) {
  const { environments } = useFrame()
  const known = rescue.environmentId === null || environments.some(({ id }) => id === rescue.environmentId)
  const [where, setWhere] = useState((known ? rescue.environmentId : environments.find(({ isDefault }) => isDefault)?.id ?? environments[0]?.id) ?? none)
  const [busy, setBusy] = useState(false)
  return (
    <Dialog open onOpenChange={onClose} title={`Restore “${rescue.name}”`} description="Makes a new session with this work. The rescue stays.">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          setBusy(true)
          void onRestore(where === none ? null : where).finally(onClose)
        }}
      >
        <SelectField label="Environment" value={where} onChange={(event) => setWhere(event.target.value)}>
          {environments.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {rescue.environmentId === null && <option value={none}>None: a conversation</option>}
        </SelectField>
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={busy}>
            {busy ? 'Restoring…' : 'Restore'}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
