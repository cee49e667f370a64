import { useState } from 'react'
import type { ChangedFile, Session, SessionDiff } from '../api.ts'
import { toSession } from '../ui/back-link.tsx'
import { Button } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { Patch } from './patch.tsx'
import { useDiff } from './use-diff.ts'
import { useGitWarnings } from './use-git-warnings.ts'
import { workWords } from './work-words.ts'

/** What a session's clone holds beside its last commit, file by file. */
export function ChangesView({ session }: { session: Session }) {
  const { asked, again } = useDiff(session.id, null)
  return (
    <Page title={`Changes of ${session.name}`} back={toSession(session.id)} action={<Button onClick={again}>Look again</Button>}>
      <div className="mx-auto grid max-w-[960px] gap-4 px-4 py-4">
        <Summary session={session} asked={asked} />
        {asked.state === 'asking' && <p className="text-muted">Looking …</p>}
        {asked.state === 'failed' && <p className="text-error wrap-anywhere">{asked.reason}</p>}
        {asked.state === 'known' && <Files id={session.id} diff={asked.diff} />}
      </div>
    </Page>
  )
}

function Summary({ session, asked }: { session: Session; asked: unknown }) {
  const { warnings } = useGitWarnings(session, { again: asked })
  if (!warnings || warnings.state === 'unknown') return null
  const { branch, detached, noUpstream } = warnings
  const where = detached ? 'No branch is checked out' : `On ${branch ?? ''}${noUpstream ? ', which follows no branch of a remote' : ''}`
  return (
    <p className="text-muted wrap-anywhere">
      {where}. {workWords(warnings).length > 0 ? <span className="text-waiting">Only here: {workWords(warnings).join(', ')}.</span> : 'All work was pushed.'}
    </p>
  )
}

function Files({ id, diff }: { id: string; diff: SessionDiff }) {
  if (diff.files.length === 0) return <p className="text-muted">Every file is as it was committed.</p>
  return (
    <>
      <ul className="grid gap-2" aria-label="Changed files">
        {diff.files.map((file) => (
          <FileChange key={file.path} id={id} file={file} />
        ))}
      </ul>
      {diff.more && <p className="text-muted">There are more than these {diff.files.length} files.</p>}
    </>
  )
}

function FileChange({ id, file }: { id: string; file: ChangedFile }) {
  const [open, setOpen] = useState(false)
  const { path, oldPath, change, added, removed } = file
  return (
    <li className="border-line rounded-control bg-panel min-w-0 overflow-hidden border">
      <button type="button" aria-expanded={open} className="hover:bg-hover flex w-full items-baseline gap-3 px-3 py-2 text-left pointer-coarse:py-3" onClick={() => setOpen(!open)}>
        <span className="min-w-0 flex-1 font-mono wrap-anywhere">
          {oldPath !== null && <span className="text-muted">{oldPath} → </span>}
          {path}
        </span>
        <span className="text-muted text-small flex-none">{change}</span>
        <span className="text-small flex-none tabular-nums">
          {added !== null && added > 0 && <span className="text-done">+{added}</span>} {removed !== null && removed > 0 && <span className="text-error">−{removed}</span>}
        </span>
      </button>
      {open && <Patch id={id} path={path} />}
    </li>
  )
}
