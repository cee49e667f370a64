import { useState } from 'react'
import type { Environment } from '../api.ts'
import { useFrame } from '../frame-data.ts'
import { Button, Kbd } from '../ui/button.tsx'
import { Dialog, DialogFooter } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Choice, type Option } from './choice.tsx'
import { checkDraft, chosenEnvironment, emptyDraft, nameOf, type DraftField, type SessionDraft } from './session-draft.ts'
import { useCreateSession } from './use-create-session.ts'

export function NewSessionDialog({ start, onClose }: { start: Partial<SessionDraft>; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title="New session">
      <NewSessionForm start={start} onClose={onClose} />
    </Dialog>
  )
}

const agents: Option<SessionDraft['agent']>[] = [
  { value: 'claude', title: 'Claude Code', text: 'the agent, in a terminal' },
  { value: 'shell', title: 'Shell', text: 'a terminal, nothing else' },
]

function NewSessionForm({ start, onClose }: { start: Partial<SessionDraft>; onClose: () => void }) {
  const { health, environments } = useFrame()
  const [draft, setDraft] = useState<SessionDraft>({ ...emptyDraft, ...start })
  // A field is judged once somebody has left it, and all of them once somebody wants to go on.
  const [judged, setJudged] = useState<ReadonlySet<DraftField>>(new Set())
  const { create, creating, problem } = useCreateSession()
  const { input, problems } = checkDraft(draft, { gitProtocols: health.gitProtocols, environments })
  const shown = (field: DraftField) => (judged.has(field) ? problems[field] : undefined)
  const judge = (...fields: DraftField[]) => setJudged((before) => new Set([...before, ...fields]))
  const change = (part: Partial<SessionDraft>) => setDraft((before) => ({ ...before, ...part }))

  async function submit(): Promise<void> {
    judge('repoUrl', 'branch', 'name', 'environmentId')
    if (input !== null && (await create(input))) onClose()
  }

  return (
    <form
      noValidate
      className="grid min-w-0 gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
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
      <Choice
        legend="Where"
        name="environment"
        options={environments.map(asOption)}
        value={chosenEnvironment(draft, environments)?.id ?? null}
        onChange={(environmentId) => change({ environmentId })}
        problem={shown('environmentId')}
      />
      <Choice legend="What" name="agent" options={agents} value={draft.agent} onChange={(agent) => change({ agent })} />
      {problem !== null && (
        <p role="alert" className="bg-error-bg text-error rounded-control px-3 py-2 wrap-anywhere">
          {problem}
        </p>
      )}
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" disabled={creating}>
          {creating ? 'Creating…' : 'Create'} <Kbd>↵</Kbd>
        </Button>
      </DialogFooter>
    </form>
  )
}

function asOption({ id, name, kind, ready, reason }: Environment): Option<string> {
  const text = kind === 'DOCKER' ? 'a container of its own' : 'as you, without a container'
  return { value: id, title: name, text: ready ? text : (reason ?? 'not ready'), disabled: !ready }
}
