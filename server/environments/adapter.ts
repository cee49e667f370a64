// What the sessions room asks of an environment. One adapter per environment kind; a contract test suite runs over all of them.
import type { Duplex, Readable } from 'node:stream'
import type { CredentialMode } from '../../contract/environment.ts'
import type { Usage } from './usage.ts'
import type { HelperRun, WorkQuestion } from './helper-run.ts'
import type { EngineState, Exit, StepName, StepState } from '../../contract/session-state.ts'

/** What the adapter persists of a session, as JSON. Only the adapter that made it reads it. */
export type AdapterState = Record<string, unknown>

export type Environment = {
  id: string
  name: string
  kind: 'HOST' | 'DOCKER'
  config: Record<string, unknown>
  isDefault: boolean
}

/** A session as its adapter sees it. */
export type Place = {
  readonly sessionId: string
  readonly name: string
  readonly repoUrl: string
  readonly branch: string | null
  /** Made from `branch` after the clone, and checked out; null = none. */
  readonly newBranch?: string | null
  /** The name of its agent, for whoever finds the place without its row. */
  readonly agent?: string
  readonly environment: Environment
  /** As last saved by the adapter; null before its first save. */
  readonly state: AdapterState | null
}

/** A rescue that a work tree is made from. */
export type RescueSource = { bytes: number; read: () => Readable }

export type StepUpdate = { name: StepName; state: StepState; percent?: number | null; message?: string | null }

export type CreateHooks = {
  onStep: (update: StepUpdate) => void
  /** One line of the creation log (git's progress, the image build). Never holds a secret. */
  onLog: (line: string) => void
  /** Resolves when the state is durable. Call it before the thing that the state names is made. */
  save: (state: AdapterState) => Promise<void>
  /** The work tree is made from this, and nothing is cloned. */
  rescue?: RescueSource | null
  /** Aborted by cancel, stop or remove: `create` then undoes what it made and rejects with a Problem of kind `cancelled`. */
  signal: AbortSignal
}

export type StartHooks = Pick<CreateHooks, 'save' | 'signal'> & {
  /** With this server's supervisor and the settings of now, even where what was installed beside work and state is lost for it. */
  renew?: boolean
}

/** A place whose row is lost, as it tells of itself. */
export type FoundPlace = Pick<Place, 'sessionId' | 'name' | 'repoUrl' | 'branch'> & {
  agent: string | null
  environmentId: string
  /** Its clone is whole. */
  cloned: boolean
  state: AdapterState
}

/** Something of ours that no session needs. */
export type Leftover = {
  kind: 'container' | 'volume' | 'image' | 'folder'
  name: string
  what: string
  /** Taking it away loses nothing. */
  safe: boolean
  /** Whose it says it is. */
  sessionId: string | null
}
export type LeftoverSearch = {
  /** Sessions that have a row. */
  known: ReadonlySet<string>
  /** All there are: what they will ask for again stays. */
  environments: readonly Environment[]
  /** Younger things may be in the making; milliseconds of the epoch. */
  before: number
}

/** What an adapter knows of a place. `unknown` is an answer of its own: never report it as stopped. */
export type Poll =
  | { place: 'running' }
  | { place: 'stopped'; exit: Exit | null }
  /** Somebody else has removed it; `kept` says whether what it was made on, and the work with it, is still there. */
  | { place: 'missing'; kept: boolean }
  | { place: 'unknown'; engine: Exclude<EngineState, 'ok' | null>; reason: string }

/** Where things are, as the programs inside the place see it. */
export type Layout = {
  /** The clone. */
  work: string
  /** Survives restarts; agent configuration lives below it. */
  state: string
  home: string
}

/** What befell a place that goes on. `mark` is the same where one happening is told twice. */
export type Happening = { what: 'out of memory'; why: string; mark: string }

export type StopCause = 'stopped by user' | 'stopped by sweeper'

export type Readiness = { ready: boolean; engine: EngineState; version: string | null; reason: string | null }

/** One thing that an environment needs, tried for real. */
export type CheckPart = {
  what: string
  ok: boolean
  message: string
  /** How to mend it; null where nothing is wrong. */
  fix: string | null
}

/** Which of the programs that were asked for are there; null = it could not be found out, and `reason` says why. */
export type Programs = { found: ReadonlySet<string>; reason: null } | { found: null; reason: string }

/** A setting of the environment that differs from what a session has, and when the session gets it. */
export type PendingSetting = { setting: string; applies: 'next start' | 'recreate' | 'new sessions' }

export type Adapter = {
  readonly kind: 'HOST' | 'DOCKER'
  /** The steps of `create`, in the order they are shown, without `terminal` and `agent`, which the sessions room does itself. */
  readonly steps: readonly StepName[]
  /** Makes the place with the clone in it and a supervisor running. A failure or abort leaves nothing behind. */
  create(place: Place, hooks: CreateHooks): Promise<void>
  /** Starts a stopped place: its supervisor runs again. Resolves at once where it runs already. */
  start(place: Place, hooks: StartHooks): Promise<void>
  /** Ends every process of the place and keeps its volumes or folders. Resolves where it is stopped already. */
  stop(place: Place, cause: StopCause): Promise<void>
  /** Sees to what a place made from the settings of now needs (its image), and touches nothing of the place that is there. */
  prepareAnew(place: Place, options: { signal: AbortSignal }): Promise<void>
  poll(place: Place): Promise<Poll>
  /** Removes everything the session owns in this environment. Already gone is success. */
  remove(place: Place): Promise<void>
  /** Asks the work tree of a place, running or not, by a helper that nothing in the tree has a say in. A Problem of kind `not-found`: there is none. */
  git(place: Place, question: WorkQuestion, run: HelperRun): Promise<void>
  /** Unpacks a rescue by a helper that has nothing of any session, and compares what is in it. Answers with its summary, as JSON. */
  verify(place: Place, run: HelperRun): Promise<void>
  /** A byte stream to the place's supervisor. `relay` is said in the supervisor's handshake, so that it can end a stale stream. */
  connect(place: Place, options: { relay: string; signal: AbortSignal }): Promise<Duplex>
  /** What it uses now. One that does not run uses its disk. */
  usage(place: Place): Promise<Usage>
  layout(place: Place): Layout
  /** A regular file of the session's state directory, whether it runs or not. null: there is none, or it has more than `most` bytes. Its content is not trusted. */
  readStateFile(place: Place, path: string, most: number): Promise<Uint8Array | null>
  /** Variables for the session's programs that come from the environment itself (HOME, PATH, allow-listed host variables, tokens). */
  processEnv(place: Place): Promise<Record<string, string>>
  /** How the place's agent comes by its sign-in. What a place was made with holds for as long as it lives. */
  credentialMode(place: Place): CredentialMode
  /** Removes what the sessions of an environment shared, when it is removed itself. Already gone is success. */
  retire(environment: Environment): Promise<void>
  /** Its agent was started with the settings of now: the state that says so. */
  agentStarted(place: Place): AdapterState
  /** What the environment's settings say now and the place does not have. */
  pending(place: Place): PendingSetting[]
  /** What the API shows of the state. */
  describe(state: AdapterState | null): { containerId: string | null; volumeName: string | null }
  /** Places of this installation that can be told from any other's, with a row or without. */
  found(environment: Environment, options?: { /** Also those that bear another installation's signature or none: only a person may take these in. */ strangers?: boolean }): Promise<FoundPlace[]>
  /** What belongs to no session. */
  leftovers(environment: Environment, search: LeftoverSearch): Promise<Leftover[]>
  clear(environment: Environment, leftover: Pick<Leftover, 'kind' | 'name'>): Promise<void>
  /** The folder of this machine that holds what its sessions keep; null where that is another machine's. */
  folder(environment: Environment): Promise<string | null>
  readiness(environment: Environment): Promise<Readiness>
  check(environment: Environment): Promise<CheckPart[]>
  /** Looks for programs where its sessions would look for them, without making anything that lasts. */
  programs(environment: Environment, names: readonly string[]): Promise<Programs>
  /** Calls back with the id of a session whose place may have changed, or null for "any of them", in all environments of this kind. Returns the way to stop. */
  watch(onChange: (sessionId: string | null, happened?: Happening) => void): () => void
  /** Ends the adapter's own streams and timers; places go on. */
  close(): Promise<void>
}
