import type { Logger } from 'pino'
import type { GitProtocol } from '../../contract/repo-url.ts'
import type { Adapter, AdapterState, Environment, PendingSetting, Place } from '../environments/adapter.ts'
import type { Credentials } from '../environments/credentials/credentials.ts'
import type { Environments } from '../environments/environments.ts'
import type { Registry } from '../environments/registry.ts'
import { Problem } from '../problem.ts'
import type { ProcessManager } from '../legacy/process-manager.ts'
import type { Events } from './events/events.ts'
import type { LastScreens } from './terminals/last-screens.ts'
import type { Links } from './terminals/links.ts'
import type { Operations } from './operations/operations.ts'
import type { RepositoryAddress } from './creation/repository-address.ts'
import type { Rescues } from './rescue/rescues.ts'
import type { SessionRow, SessionStore } from './session-store.ts'

/** What the parts of this room share. */
export type SessionContext = {
  store: SessionStore
  operations: Operations
  links: Links
  lastScreens: LastScreens
  rescues: Rescues
  /** The history. */
  events: Events
  legacy: ProcessManager
  registry: Registry
  environments: Environments
  credentials: Credentials
  gitProtocols: readonly GitProtocol[]
  repositoryAddress: RepositoryAddress
  /** The prompt that a session was created with, once, for agents that take it as an argument. */
  firstPrompt: { take: (sessionId: string) => Promise<string | undefined> }
  /** Somebody typed, or sent a prompt. */
  onInput: (sessionId: string) => void
  /** Its place was started, or found running. */
  onStarted: (sessionId: string) => void
  log: Logger
  /** When this machine was started, in milliseconds since 1970. */
  machineStartedAt: () => number
  /** Now, as ISO 8601 UTC. */
  now: () => string
}

export function placeOf(environments: Environments, row: SessionRow): Place {
  return {
    sessionId: row.id,
    name: row.name,
    repoUrl: row.repoUrl,
    branch: row.branch,
    newBranch: row.newBranch,
    agent: row.agent,
    environment: environmentOf(environments, row),
    state: row.adapterState as AdapterState | null,
  }
}

/** What of its environment's settings a session does not have. One that cannot tell keeps nobody from seeing the rest. */
export function pendingOf({ environments, registry }: Pick<SessionContext, 'environments' | 'registry'>, row: SessionRow): PendingSetting[] {
  const environment = row.environmentId === null ? null : environments.find(row.environmentId)
  if (!environment) return []
  try {
    return registry.adapterOf(environment).pending(placeOf(environments, row))
  } catch {
    return [] // its next operation says what is wrong; a list of sessions is not the place
  }
}

/** A session's place and the adapter behind it. */
export function placeAndAdapter(context: SessionContext, sessionId: string): { place: Place; adapter: Adapter } {
  const place = placeOf(context.environments, context.store.get(sessionId))
  return { place, adapter: context.registry.adapterOf(place.environment) }
}

/** Makes the adapter's state durable, and with it the fields of the row that it describes. */
export async function saveState(context: SessionContext, sessionId: string, state: AdapterState): Promise<void> {
  const { adapter } = placeAndAdapter(context, sessionId)
  await context.store.update(sessionId, { adapterState: state, ...adapter.describe(state) })
}

function environmentOf(environments: Environments, row: SessionRow): Environment {
  if (row.environmentId === null) throw new Problem('precondition', 'This session has no environment, so it has no terminals; its conversation is on its page.')
  return environments.get(row.environmentId)
}
