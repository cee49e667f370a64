import { afterMs } from '../deadline.ts'
import { Problem } from '../problem.ts'
import { hasStatus, notAnswering, problemOf } from './engine-problem.ts'

export type CallOptions = {
  /** Milliseconds until the engine counts as not answering; 30 s where left out, null for calls that wait for something. */
  deadline?: number | null
  /** The caller's own wish to end it. */
  signal?: AbortSignal | undefined
}

const defaultDeadline = 30_000

/**
 * One call to the engine: with a deadline, since a stopped engine keeps connections open and says nothing, and with every failure
 * turned into a Problem. `what` completes "The engine was asked to ...". The deadline covers the answer's head, not a stream's body.
 */
export async function call<T>(what: string, run: (signal: AbortSignal) => Promise<T>, { deadline = defaultDeadline, signal }: CallOptions = {}): Promise<T> {
  const controller = new AbortController()
  const onAbort = (): void => { controller.abort() }
  // Not every call of dockerode can be aborted; the caller is freed all the same.
  const aborted = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => { reject(new Error('aborted')) }, { once: true })
  })
  if (signal?.aborted) throw cancelled(what)
  signal?.addEventListener('abort', onAbort, { once: true })
  const late = new AbortController()
  const cancel = deadline === null ? () => undefined : afterMs(deadline, () => {
    late.abort()
    controller.abort()
  })
  try {
    return await Promise.race([run(controller.signal), aborted])
  } catch (error) {
    if (late.signal.aborted) throw notAnswering(what, (deadline ?? 0) / 1000)
    if (signal?.aborted) throw cancelled(what)
    throw problemOf(error, what)
  } finally {
    cancel()
    signal?.removeEventListener('abort', onAbort)
  }
}

function cancelled(what: string): Problem {
  return new Problem('cancelled', `It was cancelled while the Docker engine was asked to ${what}.`)
}

/** `call` where some HTTP statuses are an answer: 304 "already so", 404 "already gone". Yields null for these. */
export async function callUnless<T>(what: string, run: (signal: AbortSignal) => Promise<T>, { statuses, ...options }: CallOptions & { statuses: number[] }): Promise<T | null> {
  try {
    return await call(what, run, options)
  } catch (error) {
    if (hasStatus(error, ...statuses)) return null
    throw error
  }
}
