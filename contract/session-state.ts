// What a session is told to be: the words that adapters, supervisors and agents report it in, and that every reader of the API sees.
export type SessionStatus = 'creating' | 'starting' | 'running' | 'stopping' | 'stopped' | 'error'

/** The steps a creation shows; which of them apply is the adapter's to say. */
export type StepName = 'image' | 'volumes' | 'clone' | 'container' | 'folder' | 'setup' | 'terminal' | 'agent'
export type StepState = 'waiting' | 'running' | 'done' | 'failed'
export type Step = {
  name: StepName
  state: StepState
  /** 0-100, null where the step cannot tell. */
  percent: number | null
  /** The live line under the step, or why it failed. */
  message: string | null
  startedAt: string | null
  endedAt: string | null
}

export type ExitCause = 'exited' | 'crashed' | 'oom-killed' | 'disk full' | 'stopped by user' | 'stopped by sweeper' | 'stopped by engine' | 'stopped from outside'
export type Exit = { cause: ExitCause; code: number | null; signal: string | null; at: string }

export type AgentState = {
  state: 'working' | 'waiting' | 'done' | 'idle' | 'error' | 'unknown'
  /** What said so, e.g. `osc7501`, `hook`, `process`, `none`. */
  source: string
  since: string
  message: string | null
  /** Where it waits, and says for what. */
  waitsFor?: 'permission' | 'question' | 'plan' | 'sign-in' | undefined
}

/** null for places without an engine (HOST, legacy). */
export type EngineState = 'ok' | 'not answering' | 'missing' | null
