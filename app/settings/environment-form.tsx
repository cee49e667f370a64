import { useState } from 'react'
import { credentialModes, networkModes, type CreateEnvironment } from '../../contract/environment.ts'
import { permissionModes } from '../../contract/session.ts'
import { permissionWords } from '../sessions/new/agent-words.ts'
import { Button } from '../ui/button.tsx'
import { DialogFooter } from '../ui/dialog.tsx'
import { CheckField, Field, SelectField, TextField } from '../ui/field.tsx'
import { Problem } from '../ui/problem.tsx'
import { useTask } from '../ui/use-task.ts'
import { EngineFields } from './engine-fields.tsx'
import { checkEnvironment, type DraftPart, type EnvironmentDraft } from './environment-draft.ts'
import { ImageFields } from './image-fields.tsx'
import { ModeField } from './mode-field.tsx'
import { credentialWords, networkWords } from './setting-words.ts'
import { useTried } from './use-tried.ts'
import { VariableFields } from './variable-fields.tsx'

type EnvironmentFormProps = {
  start: EnvironmentDraft
  isNew: boolean
  /** Sessions of it that run: what they go on with is said. */
  running: number
  /** Resolves to why the server did not take it, or null. */
  onSave: (input: CreateEnvironment) => Promise<string | null>
  onCancel: () => void
}

/** All settings of an environment. What is left empty is as the server usually does it. */
export function EnvironmentForm({ start, isNew, running, onSave, onCancel }: EnvironmentFormProps) {
  const [draft, setDraft] = useState(start)
  const { busy, problem, run } = useTask()
  const { problemOf, firstProblem, onSubmit } = useTried(checkEnvironment(draft))
  const onChange = (part: Partial<EnvironmentDraft>) => setDraft((before) => ({ ...before, ...part }))
  const part: DraftPart = { draft, onChange, problemOf }
  const docker = draft.kind === 'DOCKER'

  return (
    <form noValidate className="grid min-w-0 gap-4" onSubmit={onSubmit((input) => void run(() => onSave(input)))}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Name" value={draft.name} onChange={(event) => onChange({ name: event.target.value })} problem={problemOf('name')} />
        {isNew && (
          <SelectField label="Kind" value={draft.kind} onChange={(event) => onChange({ kind: event.target.value === 'HOST' ? 'HOST' : 'DOCKER' })}>
            <option value="DOCKER">DOCKER: a container for each session</option>
            <option value="HOST">HOST: this machine, without a container</option>
          </SelectField>
        )}
      </div>
      {docker && <EngineFields {...part} />}
      {docker && <ImageFields {...part} />}
      {docker && (
        <div className="grid gap-3 sm:grid-cols-3">
          <Field label="CPUs" inputMode="decimal" placeholder="all" value={draft.cpus} onChange={(event) => onChange({ cpus: event.target.value })} problem={problemOf('cpus')} />
          <Field label="Memory, MiB" inputMode="numeric" placeholder="half, at most 8192" value={draft.memoryMiB} onChange={(event) => onChange({ memoryMiB: event.target.value })} problem={problemOf('memoryMiB')} />
          <Field label="Processes" inputMode="numeric" placeholder="2048" value={draft.pids} onChange={(event) => onChange({ pids: event.target.value })} problem={problemOf('pids')} />
        </div>
      )}
      <ModeField
        label="How Claude Code signs in"
        usual="As it fits"
        modes={credentialModes}
        wordsOf={(mode) => credentialWords[mode]}
        value={draft.credentials}
        onChoose={(credentials) => onChange({ credentials })}
        problem={problemOf('credentials')}
        hint="A token where the server has one, else a copy of this machine’s sign-in, else one of each session."
      />
      <CheckField checked={draft.sshAgent} onCheck={(sshAgent) => onChange({ sshAgent })} text="With every key that it holds, for as long as they run; for repositories over ssh. They never see a key.">
        Sessions may sign with this machine’s ssh-agent
      </CheckField>
      <CheckField checked={draft.partialClone} onCheck={(partialClone) => onChange({ partialClone })} text="For huge repositories. git fetches what it needs of the history when it needs it, so that takes the network.">
        Clone without old file contents
      </CheckField>
      {docker && (
        <ModeField
          label="Network"
          usual={`${networkWords.open.title} (as usual)`}
          modes={networkModes}
          wordsOf={(mode) => networkWords[mode]}
          value={draft.network}
          onChoose={(network) => onChange({ network })}
          problem={problemOf('network')}
          hint={networkWords.open.text}
        />
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <div className="grid content-start gap-2">
          <SelectField label="Stop when idle" value={draft.idle} onChange={(event) => onChange({ idle: idleChoices.find((one) => one === event.target.value) ?? 'usual' })}>
            <option value="usual">After 60 minutes (as usual)</option>
            <option value="never">Never</option>
            <option value="minutes">After some minutes…</option>
          </SelectField>
          {draft.idle === 'minutes' && <Field label="Minutes" inputMode="decimal" value={draft.idleMinutes} onChange={(event) => onChange({ idleMinutes: event.target.value })} problem={problemOf('idleTimeoutMinutes')} />}
        </div>
        <ModeField
          label="Permissions"
          usual="As the agent is set up"
          modes={permissionModes}
          wordsOf={(mode) => ({ title: permissionWords[mode] })}
          value={draft.permissionMode}
          onChoose={(permissionMode) => onChange({ permissionMode })}
          problem={problemOf('permissionMode')}
          hint="Of new sessions that do not choose for themselves."
        />
      </div>
      <TextField mono label="Setup command" optional placeholder="npm ci" hint="Run once in the clone, before the agent. If it fails, the session is there all the same." value={draft.setupCommand} onChange={(event) => onChange({ setupCommand: event.target.value })} problem={problemOf('setupCommand')} />
      <VariableFields {...part} />
      {running > 0 && <p className="bg-waiting-bg rounded-control px-3 py-2">{running === 1 ? 'One session runs' : `${String(running)} sessions run`} here. What you change applies at the next start, not to what runs.</p>}
      <Problem text={problem ?? firstProblem} />
      <DialogFooter>
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" disabled={busy}>
          {busy ? 'Saving…' : isNew ? 'Add' : 'Save'}
        </Button>
      </DialogFooter>
    </form>
  )
}

const idleChoices = ['usual', 'never', 'minutes'] as const
