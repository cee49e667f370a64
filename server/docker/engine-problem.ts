import { Problem, type ProblemKind } from '../problem.ts'
import { howToInstall } from './endpoint.ts'

/** Whether the engine itself was the trouble; `ok` means that it answered, with a refusal. */
export type EngineHealth = 'ok' | 'missing' | 'not answering'

/** What came of a call to the engine that did not go well. */
export class EngineProblem extends Problem {
  readonly engine: EngineHealth
  /** The engine's HTTP status; null where it gave none. */
  readonly status: number | null

  constructor(kind: ProblemKind, message: string, options: ErrorOptions & { engine: EngineHealth; status?: number }) {
    super(kind, message, options)
    this.name = 'EngineProblem'
    this.engine = options.engine
    this.status = options.status ?? null
  }
}

export function hasStatus(error: unknown, ...statuses: number[]): boolean {
  return error instanceof EngineProblem && error.status !== null && statuses.includes(error.status)
}

export function notAnswering(what: string, seconds: number): EngineProblem {
  return new EngineProblem('unavailable', `The Docker engine was asked to ${what} and did not answer within ${String(seconds)} s; wait for it, or restart it.`, { engine: 'not answering' })
}

/** A failure of dockerode as a sentence. `what` completes "The engine was asked to ...". */
export function problemOf(error: unknown, what: string): Problem {
  if (error instanceof Problem) return error
  if (!(error instanceof Error)) return new Problem('failed', `The Docker engine could not ${what}.`, { cause: error })
  if ('statusCode' in error && typeof error.statusCode === 'number') return refusal(error, what, error.statusCode)
  return unreachable(error, what)
}

function refusal(error: Error, what: string, status: number): EngineProblem {
  const said = sayingOf(error)
  return new EngineProblem(kindOf(status), `The Docker engine could not ${what}: ${said}.`, { engine: 'ok', status, cause: error })
}

function kindOf(status: number): ProblemKind {
  if (status === 404) return 'not-found'
  return status === 409 ? 'conflict' : 'failed'
}

function unreachable(error: Error, what: string): EngineProblem {
  const code = 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return new EngineProblem('unavailable', `No Docker engine is running here; ${howToInstall()}.`, { engine: 'missing', cause: error })
    case 'EACCES':
    case 'EPERM':
      return new EngineProblem('unavailable', 'The Docker engine may not be used by this user; add it to the group "docker" and sign in again.', { engine: 'missing', cause: error })
    case 'ENOTFOUND':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new EngineProblem('unavailable', 'The host of the Docker engine cannot be reached; check DOCKER_HOST.', { engine: 'missing', cause: error })
    default:
      return new EngineProblem('unavailable', `The connection to the Docker engine broke when it was asked to ${what}; try again.`, { engine: 'not answering', cause: error })
  }
}

/** What the engine said, in one line, without paths of its host. */
function sayingOf(error: Error): string {
  const json: unknown = 'json' in error ? error.json : undefined
  const text = typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string' ? json.message : error.message
  return plain(text.replace(/^\(HTTP code \d+\) [^-]*- /, ''))
}

export function plain(text: string): string {
  const line = text.trim().split('\n')[0] ?? ''
  return line.replaceAll(/(?<![\w:/.])\/(?:[\w.@+-]+\/){2,}[\w.@+-]*/g, '(a path)').replace(/[.\s]+$/, '').slice(0, 300)
}
