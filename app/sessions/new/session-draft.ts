import { checkRepoUrl, type GitProtocol } from '../../../contract/repo-url.ts'
import { createSession, type AgentName, type CreateSession } from '../../../contract/session.ts'
import type { Agent, Environment } from '../../api.ts'
import type { PermissionMode } from './agent-words.ts'
import { splitArgv } from './argv.ts'
import { suggestName } from '../repo-label.ts'

/** What a person has typed and chosen so far. `name` is null until they touch it: it then follows repository and branch. */
export type SessionDraft = {
  repoUrl: string
  branch: string
  name: string | null
  /** null = the server's choice. */
  environmentId: string | null
  /** No environment: Claude Code on the server's machine, as a conversation. */
  conversation: boolean
  agent: AgentName
  /** The command line of the agent "command". */
  command: string
  newBranch: string
  prompt: string
  /** null = what the environment says. */
  permissionMode: PermissionMode | null
  /** The yes without which an agent on this machine is not started with no questions asked. */
  bypassConfirmed: boolean
  /** `environment` = what that says. */
  idle: 'environment' | 'never' | 'minutes'
  idleMinutes: string
}
export type DraftField = 'repoUrl' | 'branch' | 'name' | 'environmentId' | 'agent' | 'command' | 'newBranch' | 'prompt' | 'permissionMode' | 'idleTimeoutMinutes'
export type DraftCheck = { input: CreateSession | null; problems: Partial<Record<DraftField, string>> }

export const emptyDraft: SessionDraft = {
  repoUrl: '', branch: '', name: null, environmentId: null, conversation: false, agent: 'claude', command: '', newBranch: '', prompt: '', permissionMode: null, bypassConfirmed: false, idle: 'environment', idleMinutes: '60',
}

/** The fields that stand under "More". */
export const moreFields: readonly DraftField[] = ['environmentId', 'agent', 'command', 'newBranch', 'prompt', 'permissionMode', 'idleTimeoutMinutes']

/** Something under "More" was chosen that is not to stay out of sight. */
export function hasMore(draft: Partial<SessionDraft>): boolean {
  return (['agent', 'command', 'newBranch', 'prompt', 'permissionMode', 'idle'] as const).some((field) => (draft[field] ?? emptyDraft[field]) !== emptyDraft[field])
}

export const nameOf = ({ name, repoUrl, branch }: Pick<SessionDraft, 'name' | 'repoUrl' | 'branch'>): string => name ?? suggestName(repoUrl, branch)

export type DraftServer = {
  gitProtocols: readonly GitProtocol[]
  environments: readonly Environment[]
  /** null = not known (yet): nothing is said about what a place lacks. */
  agents?: readonly Agent[] | null
}

/** Holds a draft to the server's own schema, and to what this server has: its git protocols, environments and agents. */
export function checkDraft(draft: SessionDraft, server: DraftServer): DraftCheck {
  const environment = draft.conversation ? null : chosenEnvironment(draft, server.environments)
  const agent = draft.conversation ? 'claude' : draft.agent
  const repoUrl = draft.repoUrl.trim()
  const argv = agent === 'command' ? splitArgv(draft.command) : []
  const parsed = createSession.safeParse({
    name: nameOf(draft),
    repoUrl,
    agent,
    ...textOf('branch', draft.branch),
    ...textOf('newBranch', draft.conversation ? '' : draft.newBranch),
    ...(draft.prompt.trim() === '' ? {} : { prompt: draft.prompt }),
    ...(agent === 'command' && argv ? { command: argv } : {}),
    ...(draft.permissionMode === null ? {} : { permissionMode: draft.permissionMode }),
    ...(asksForYes(draft, environment) && draft.bypassConfirmed ? { acceptBypass: true } : {}),
    ...idleOf(draft),
    ...(draft.conversation ? { environmentId: null } : environment === null ? {} : { environmentId: environment.id }),
  })
  const problems: DraftCheck['problems'] = {}
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0]
    if (isField(field)) problems[field] ??= issue.message
  }
  const url = checkRepoUrl(repoUrl, server.gitProtocols)
  if (!url.ok) problems.repoUrl = url.problem
  // A name that would be suggested is not the person's to give yet.
  if (draft.name === null && problems.repoUrl !== undefined) delete problems.name
  if (agent === 'command' && !argv?.length) problems.command = argv === null ? 'A quote is left open.' : 'Give the program to run, and its arguments.'
  if (!draft.conversation && environment === null) problems.environmentId = 'There is no place to run a session in yet.'
  else if (environment && !environment.ready) problems.environmentId = environment.reason ?? 'This environment is not ready.'
  if (asksForYes(draft, environment) && !draft.bypassConfirmed) problems.permissionMode = 'Say yes below, or choose another permission mode.'
  const lacking = lackOf(agent, environment, server.agents ?? null)
  if (lacking) problems.agent = lacking.message
  return { input: Object.keys(problems).length === 0 && parsed.success ? parsed.data : null, problems }
}

/** What an environment does not have for an agent; null where it has all, or where nobody knows. */
export function lackOf(agent: AgentName, environment: Environment | null, agents: readonly Agent[] | null): { message: string; install: string | null } | null {
  const there = agents?.find(({ id }) => id === agent)?.environments.find(({ environmentId }) => environmentId === environment?.id)
  return there?.present === false ? { message: there.message ?? 'This agent is not there.', install: there.install } : null
}

/** Without a container around it, an agent that never asks can do whatever the server's user can. */
export function asksForYes({ permissionMode, conversation }: SessionDraft, environment: Environment | null): boolean {
  const mode = permissionMode ?? environment?.config['permissionMode']
  return mode === 'bypassPermissions' && (conversation || environment?.kind === 'HOST')
}

/** The one chosen; else the server's default; else a container where there can be one. */
export function chosenEnvironment({ environmentId }: Pick<SessionDraft, 'environmentId'>, environments: readonly Environment[]): Environment | null {
  const ready = environments.filter((environment) => environment.ready)
  return (
    environments.find(({ id }) => id === environmentId) ??
    environments.find(({ isDefault }) => isDefault) ??
    ready.find(({ kind }) => kind === 'DOCKER') ??
    ready[0] ??
    environments[0] ??
    null
  )
}

function textOf<Field extends string>(field: Field, text: string): Partial<Record<Field, string>> {
  const given: Partial<Record<Field, string>> = {}
  if (text.trim() !== '') given[field] = text.trim()
  return given
}

function idleOf({ idle, idleMinutes }: SessionDraft): { idleTimeoutMinutes?: number | null } {
  if (idle === 'environment') return {}
  return { idleTimeoutMinutes: idle === 'never' ? null : idleMinutes.trim() === '' ? NaN : Number(idleMinutes) }
}

const fields: readonly string[] = ['repoUrl', 'branch', 'name', ...moreFields]
function isField(field: unknown): field is DraftField {
  return typeof field === 'string' && fields.includes(field)
}
