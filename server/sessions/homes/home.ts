// Where a session lives: a place of an environment's adapter, or a legacy session of the process manager. Operations speak to this.
import type { CreateHooks, Poll, StopCause } from '../../environments/adapter.ts'
import type { Usage } from '../../environments/usage.ts'
import type { HelperRun, WorkQuestion } from '../../environments/helper-run.ts'

export type AgentMode = 'fresh' | 'resume'

/** `renew`: with this server's supervisor, in a new container where it must be. */
export type StartOptions = { signal: AbortSignal; mode: AgentMode; renew?: boolean }

export type ProcessStatus = {
  /** null = it could not be found out; `reason` says why. */
  running: boolean | null
  source: 'HOST' | 'DOCKER' | 'process-manager'
  environmentId: string | null
  checkedAt: string
  reason: string | null
}

export type Home = {
  /** Makes the place with the clone in it and starts the agent. A failure or abort leaves nothing behind. */
  create: (hooks: Omit<CreateHooks, 'save'> & { onCloned: () => Promise<void> }) => Promise<void>
  /** Starts a stopped place and its agent. */
  start: (options: StartOptions) => Promise<void>
  stop: (cause: StopCause) => Promise<void>
  /** Sees to what its environment's settings of now need, while it still runs as it is. */
  prepareAnew: (signal: AbortSignal) => Promise<void>
  /** Ends and starts only the agent. */
  restartAgent: (options: { signal: AbortSignal; mode: AgentMode }) => Promise<void>
  /** Removes everything that the session owns. Already gone is success. */
  remove: () => Promise<void>
  poll: () => Promise<Poll>
  /** Asks its work tree, whether it runs or not. */
  git: (question: WorkQuestion, run: HelperRun) => Promise<void>
  /** Unpacks a rescue in a place of its own and compares what is in it. */
  verify: (run: HelperRun) => Promise<void>
  /** The place runs: connects to it, sees that its agent's terminal is there. */
  adopt: (signal: AbortSignal) => Promise<void>
  /** Ends our own connection to it. */
  leave: () => void
  /** Everything has ended: keeps what its terminals last showed. */
  keepScreens: () => Promise<void>
  usage: () => Promise<Usage>
  processStatus: () => Promise<ProcessStatus>
}
