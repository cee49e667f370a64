import { Problem, type ProblemKind } from '../problem.ts'
import { howToInstall } from './how-to-install.ts'

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
  const where = remoteOf(error)
  if (where !== null) return unreachableThere(error, { what, code, where })
  switch (code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return new EngineProblem('unavailable', `No Docker engine is running here; ${howToInstall()}.`, { engine: 'missing', cause: error })
    case 'EACCES':
    case 'EPERM':
      return new EngineProblem('unavailable', 'The Docker engine may not be used by this user; add it to the group "docker" and sign in again.', { engine: 'missing', cause: error })
    default:
      return new EngineProblem('unavailable', `The connection to the Docker engine broke when it was asked to ${what}; try again.`, { engine: 'not answering', cause: error })
  }
}

/** The other end of a TCP connection that did not come about; null for a local socket. */
function remoteOf(error: Error): string | null {
  const about: unknown = error instanceof AggregateError ? error.errors[0] : error
  if (typeof about !== 'object' || about === null) return null
  if ('port' in about && 'address' in about && typeof about.port === 'number') return `${String(about.address)}:${String(about.port)}`
  return 'hostname' in about && typeof about.hostname === 'string' ? about.hostname : isTlsFailure(error) ? 'its address' : null
}

function unreachableThere(error: Error, { what, code, where }: { what: string; code: unknown; where: string }): EngineProblem {
  if (isTlsFailure(error)) return new EngineProblem('unavailable', `The Docker engine and this server do not trust each other's certificates (${plain(error.message)}); check ca, cert and key in the environment's settings.`, { engine: 'missing', cause: error })
  switch (code) {
    case 'ECONNREFUSED':
      return new EngineProblem('unavailable', `Nothing listens at ${where}; start the Docker engine there, or change the environment's engine.`, { engine: 'missing', cause: error })
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new EngineProblem('unavailable', `There is no machine called ${where}; check the engine's address in the environment's settings, or DOCKER_HOST.`, { engine: 'missing', cause: error })
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return new EngineProblem('unavailable', `The Docker engine at ${where} cannot be reached from here; check the network, the address and the firewall.`, { engine: 'missing', cause: error })
    default:
      return new EngineProblem('unavailable', `The connection to the Docker engine at ${where} broke when it was asked to ${what}; try again.`, { engine: 'not answering', cause: error })
  }
}

/** Node names a certificate that it does not take by OpenSSL's verify codes, and the other side's refusal by ERR_SSL_. */
function isTlsFailure(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return /^ERR_(?:SSL|TLS|OSSL)_|^EPROTO$|CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^INVALID_CA$/.test(code)
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
