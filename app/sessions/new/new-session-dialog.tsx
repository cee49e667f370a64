import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useFrame } from '../../frame-data.ts'
import { Button, Kbd } from '../../ui/button.tsx'
import { Dialog, DialogFooter } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { focusProblem } from '../../ui/focus-problem.ts'
import { Problem } from '../../ui/problem.tsx'
import { forgetDraft, keepDraft, keptDraft } from './kept-draft.ts'
import { MoreOfSession } from './more-of-session.tsx'
import { checkDraft, emptyDraft, hasMore, moreFields, nameOf, type DraftField, type SessionDraft } from './session-draft.ts'
import { useAgents } from './use-agents.ts'
import { useCreateSession } from './use-create-session.ts'

export function NewSessionDialog({ start, onClose }: { start: Partial<SessionDraft>; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title="New session">
      <NewSessionForm start={start} onClose={onClose} />
    </Dialog>
  )
}

const simple: readonly DraftField[] = ['repoUrl', 'branch', 'name']

function NewSessionForm({ start, onClose }: { start: Partial<SessionDraft>; onClose: () => void }) {
  const { health, environments } = useFrame()
  const { agents, answer } = useAgents()
  // Who comes with something in hand begins with that; else what was typed before, and slipped away, is there again.
  const fresh = Object.keys(start).length === 0
  const [draft, setDraft] = useState<SessionDraft>(() => ({ ...emptyDraft, ...(fresh ? keptDraft() : start) }))
  // A field is judged once somebody has left it, and all of them once somebody wants to go on.
  const [judged, setJudged] = useState<ReadonlySet<DraftField>>(new Set())
  const [opened, setOpened] = useState(() => hasMore(draft))
  const { create, creating, problem } = useCreateSession()
  const check = (known: typeof agents) => checkDraft(draft, { gitProtocols: health.gitProtocols, environments, agents: known })
  const { input, problems } = check(agents)
  const shown = (field: DraftField) => (judged.has(field) ? problems[field] : undefined)
  const judge = (...fields: readonly DraftField[]) => setJudged((before) => new Set([...before, ...fields]))
  const change = (part: Partial<SessionDraft>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    keepDraft(next)
  }
  const end = () => {
    forgetDraft()
    onClose()
  }
  // What is missing in the place is said before anybody tries, and nothing wrong stays hidden.
  const lacking = problems.agent !== undefined || problems.environmentId !== undefined
  const more = opened || lacking || moreFields.some((field) => shown(field) !== undefined)

  const [checking, setChecking] = useState(false)

  async function submit(form: HTMLFormElement): Promise<void> {
    flushSync(() => judge(...simple, ...moreFields))
    if (input === null) {
      focusProblem(form)
      return
    }
    // Somebody who is faster than the answer what the place has waits for it.
    setChecking(true)
    const checked = check(await answer())
    setChecking(false)
    if (checked.input !== null && (await create(checked.input))) end()
  }

  return (
    <form
      noValidate
      className="grid min-w-0 gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void submit(event.currentTarget)
      }}
    >
      <Field
        label="Repository URL"
        type="url"
        inputMode="url"
        placeholder="https://github.com/owner/name"
        hint="https://…, ssh://… or git@host:owner/name"
        value={draft.repoUrl}
        onChange={(event) => change({ repoUrl: event.target.value })}
        onBlur={() => { if (draft.repoUrl !== '') judge('repoUrl') }}
        problem={shown('repoUrl')}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Branch" optional placeholder="the default branch" value={draft.branch} onChange={(event) => change({ branch: event.target.value })} onBlur={() => judge('branch')} problem={shown('branch')} />
        <Field
          label="Name"
          value={nameOf(draft)}
          onChange={(event) => change({ name: event.target.value })}
          onBlur={() => { if (draft.name !== null) judge('name') }}
          problem={shown('name')}
        />
      </div>
      <MoreOfSession draft={draft} agents={agents} open={more} onOpen={setOpened} onChange={change} onLeave={judge} problemOf={shown} />
      <Problem text={problem} />
      <DialogFooter>
        <Button onClick={end}>Cancel</Button>
        <Button look="primary" type="submit" disabled={creating || checking || lacking}>
          {creating ? 'Creating…' : checking ? 'Checking…' : 'Create'} <Kbd>↵</Kbd>
        </Button>
      </DialogFooter>
    </form>
  )
}
