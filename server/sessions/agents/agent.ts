import type { AgentName, permissionModes } from '../../../contract/session.ts'
import type { Reporting, Signs } from '../agent-state/signal.ts'

export type PermissionMode = (typeof permissionModes)[number]

export type AgentFile = { path: string; data: string; ifAbsent: boolean }

export type AgentContext = { work: string; state: string; env: Record<string, string>; hookUrl?: string | undefined }

/** How an agent is to be started. */
export type Launch = {
  /** Where it works, and the session's state folder, as the agent sees them. */
  work: string
  state: string
  /** Left out: the agent's own default. */
  permissionMode?: PermissionMode | undefined
  /** The first prompt, for agents that take one. */
  prompt?: string | undefined
  /** The argv of a command of one's own. */
  command?: readonly string[] | undefined
  /** Where the agent's hooks report to: an `http://127.0.0.1` address in its own place. */
  hookUrl?: string | undefined
}

/** One agent. To add one is to write one of these and list it. */
export type Agent = {
  id: AgentName
  name: string
  /** Argv candidates; the first whose program exists is run. */
  start: (launch: Launch) => string[][]
  /** The same, continuing the conversation that the session had; a new one where there is none. */
  resume: (launch: Launch) => string[][]
  resumes: boolean
  /** What the place must have, in words. */
  needs: string[]
  /** The program that must be on PATH; null where there is always one. */
  program: string | null
  /** The line that installs it. */
  install: string | null
  /** The permission modes that it has a counterpart for. */
  permissionModes: readonly PermissionMode[]
  /** The first prompt may be an argument; else it is typed once the agent runs. */
  takesPrompt: boolean
  reporting: Reporting
  /** What its titles and notifications mean; left out where its reporting knows. */
  signs?: Signs
  /** Where it keeps its settings and its sign-in, relative to the session's state directory; left out where it takes none of the host's. */
  configFolder?: string
  /** Argv candidates that print what it does, for where nothing was heard of it; null where it has none. */
  ask: string[][] | null
  /** Its hooks say which prompt it was given. */
  confirmsPrompts: boolean
  /** Files that must be there before it starts, relative to the session's state directory. */
  files: (context: AgentContext) => AgentFile[]
  env: (context: AgentContext) => Record<string, string>
}
