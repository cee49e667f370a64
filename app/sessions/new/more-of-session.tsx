import type { Agent, Environment } from '../../api.ts'
import { agentNames, permissionModes } from '../../../contract/session.ts'
import { useFrame } from '../../frame-data.ts'
import { Button } from '../../ui/button.tsx'
import { CheckField, Field, SelectField, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { minutesInWords } from '../../ui/time-words.ts'
import { AgentLack } from './agent-lack.tsx'
import { agentWords, permissionWords, type PermissionMode } from './agent-words.ts'
import { Choice, type Option } from './choice.tsx'
import { asksForYes, chosenEnvironment, lackOf, nameOf, type DraftField, type SessionDraft } from './session-draft.ts'
import { suggestBranch } from './suggest-branch.ts'

const conversation = 'conversation'

type MoreOfSessionProps = {
  draft: SessionDraft
  agents: readonly Agent[] | null
  open: boolean
  onOpen: (open: boolean) => void
  onChange: (part: Partial<SessionDraft>) => void
  onLeave: (field: DraftField) => void
  problemOf: (field: DraftField) => string | undefined
}

/** Where, what and how: all that has a good answer already. Closed, it says which. */
export function MoreOfSession({ draft, agents, open, onOpen, onChange, onLeave, problemOf }: MoreOfSessionProps) {
  const { environments } = useFrame()
  const environment = draft.conversation ? null : chosenEnvironment(draft, environments)
  const agent = draft.conversation ? 'claude' : draft.agent
  const lack = lackOf(agent, environment, agents)
  const branch = suggestBranch(nameOf(draft))
  const modes = agents?.find(({ id }) => id === agent)?.permissionModes ?? permissionModes
  const where: Option<string>[] = [
    ...environments.map(asOption),
    { value: conversation, title: 'Conversation', text: 'Claude Code on this machine, without a terminal' },
  ]

  return (
    <details open={open} className="group/more border-line grid min-w-0 border-t pt-3">
      <summary
        // Whether it is open is decided outside: what is wrong in it keeps it so.
        onClick={(event) => {
          event.preventDefault()
          onOpen(!open)
        }}
        className="rounded-control flex cursor-pointer list-none items-center gap-2 pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden"
      >
        <Icon name="down" className="text-faint -rotate-90 group-open/more:rotate-0" />
        <span className="font-[550]">More</span>
        <span className="text-muted min-w-0 truncate">
          {agentWords[agent].title} · {draft.conversation ? 'conversation' : (environment?.name ?? 'nowhere yet')}
        </span>
      </summary>
      <div className="grid min-w-0 gap-4 pt-4">
        <Choice
          legend="Where"
          name="environment"
          options={where}
          value={draft.conversation ? conversation : (environment?.id ?? null)}
          onChange={(value) => onChange(value === conversation ? { conversation: true } : { conversation: false, environmentId: value })}
          problem={problemOf('environmentId')}
        />
        {!draft.conversation && (
          <Choice legend="What" name="agent" options={agentNames.map((value) => ({ value, ...agentWords[value] }))} value={draft.agent} onChange={(value) => onChange({ agent: value, permissionMode: null })} />
        )}
        {lack && <AgentLack {...lack} />}
        {agent === 'command' && (
          <Field label="Command" placeholder="aider --model sonnet" hint="Run in the clone, without a shell." value={draft.command} onChange={(event) => onChange({ command: event.target.value })} onBlur={() => onLeave('command')} problem={problemOf('command')} />
        )}
        <TextField label="First prompt" optional value={draft.prompt} onChange={(event) => onChange({ prompt: event.target.value })} onBlur={() => onLeave('prompt')} problem={problemOf('prompt')} />
        {!draft.conversation && (
          <div className="flex items-start gap-2">
            <Field
              className="flex-1"
              label="New branch"
              optional
              placeholder="work on the branch itself"
              value={draft.newBranch}
              onChange={(event) => onChange({ newBranch: event.target.value })}
              onBlur={() => onLeave('newBranch')}
              problem={problemOf('newBranch')}
            />
            {branch !== '' && draft.newBranch !== branch && (
              <Button className="mt-[26px] h-[34px] max-w-[50%]" onClick={() => onChange({ newBranch: branch })}>
                <span className="truncate">Use {branch}</span>
              </Button>
            )}
          </div>
        )}
        <div className="grid gap-3 sm:grid-cols-2">
          {modes.length > 0 && (
            <SelectField
              label="Permissions"
              value={draft.permissionMode ?? ''}
              onChange={(event) => onChange({ permissionMode: modes.find((mode) => mode === event.target.value) ?? null, bypassConfirmed: false })}
              problem={problemOf('permissionMode')}
            >
              <option value="">{ofEnvironment(environment, agent === 'claude')}</option>
              {modes.map((mode) => (
                <option key={mode} value={mode}>
                  {permissionWords[mode]}
                </option>
              ))}
            </SelectField>
          )}
          <IdleField draft={draft} environment={environment} onChange={onChange} onLeave={onLeave} problem={problemOf('idleTimeoutMinutes')} />
        </div>
        {asksForYes(draft, environment) && (
          <CheckField className="bg-waiting-bg rounded-control px-3 py-2" checked={draft.bypassConfirmed} onCheck={(bypassConfirmed) => onChange({ bypassConfirmed })}>
            Yes: without a container around it, it may do anything that I can do on this machine, and it asks me nothing.
          </CheckField>
        )}
      </div>
    </details>
  )
}

type IdleFieldProps = {
  draft: SessionDraft
  environment: Environment | null
  onChange: (part: Partial<SessionDraft>) => void
  onLeave: (field: DraftField) => void
  problem: string | undefined
}

function IdleField({ draft, environment, onChange, onLeave, problem }: IdleFieldProps) {
  const usual = environment?.config['idleTimeoutMinutes']
  const words = usual === null ? 'never' : `after ${minutesInWords(typeof usual === 'number' ? usual : 60)}`
  return (
    <div className="grid content-start gap-2">
      <SelectField label="Stop when idle" value={draft.idle} onChange={(event) => onChange({ idle: idleChoices.find((one) => one === event.target.value) ?? 'environment' })}>
        <option value="environment">As usual here: {words}</option>
        <option value="never">Never</option>
        <option value="minutes">After some minutes…</option>
      </SelectField>
      {draft.idle === 'minutes' && (
        <Field label="Minutes" inputMode="decimal" value={draft.idleMinutes} onChange={(event) => onChange({ idleMinutes: event.target.value })} onBlur={() => onLeave('idleTimeoutMinutes')} problem={problem} />
      )}
    </div>
  )
}

const idleChoices = ['environment', 'never', 'minutes'] as const

function ofEnvironment(environment: Environment | null, claude: boolean): string {
  const mode = environment?.config['permissionMode']
  const known = permissionModes.find((one): one is PermissionMode => one === mode)
  return known === undefined ? (claude ? 'As Claude Code is set up' : 'As the agent is set up') : `As usual here: ${permissionWords[known].toLowerCase()}`
}

function asOption({ id, name, kind, ready, reason }: Environment): Option<string> {
  const text = kind === 'DOCKER' ? 'a container of its own' : 'as you, without a container'
  return { value: id, title: name, text: ready ? text : (reason ?? 'not ready'), disabled: !ready }
}
