import { TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { isRefused } from '../contract/close-code.ts'
import type { AppRouter } from '../server/trpc/router.ts'

type Failure = TRPCClientError<AppRouter>
export type Refusal = {
  link: TRPCLink<AppRouter>
  /** Calls under way hear of the lost socket before we do. */
  explain: (error: Failure) => Failure
  refuse: () => void
}

/** Fails what is under way and all that comes later, from the moment on when the server has said that it does not take our token. */
export function createRefusal(): Refusal {
  const waiting = new Set<(error: Failure) => void>()
  let refused = false
  const link: TRPCLink<AppRouter> = () => ({ op, next }) =>
    observable((observer) => {
      if (refused) {
        observer.error(unauthorized())
        return
      }
      const fail = (error: Failure): void => { observer.error(error) }
      waiting.add(fail)
      const subscription = next(op).subscribe({
        next: (value) => { observer.next(value) },
        error: (error) => { observer.error(explain(error)) },
        complete: () => { observer.complete() },
      })
      return () => {
        waiting.delete(fail)
        subscription.unsubscribe()
      }
    })
  return {
    link,
    explain,
    refuse: () => {
      refused = true
      for (const fail of [...waiting]) fail(unauthorized())
    },
  }
}

function explain(error: Failure): Failure {
  if (saysUnauthorized(error)) return unauthorized()
  return error.shape === undefined && (error.message === '' || error.cause instanceof Event) ? lost(error) : error
}

/** A socket that fails under a call says nothing at all; older Nodes make "Unknown error" of that. */
function lost(error: Failure): Failure {
  const cause = new Error('the connection was lost before an answer came', { cause: error.cause })
  return new TRPCClientError('The connection was lost before an answer came; look at what was done before you try again.', { cause })
}

function saysUnauthorized(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  return isRefused(error) || ('cause' in error && saysUnauthorized(error.cause))
}

function unauthorized(): Failure {
  const message = 'claudework does not take this token, or no longer; give createClient() the right one.'
  return TRPCClientError.from({ error: { message, code: -32001, data: { code: 'UNAUTHORIZED', httpStatus: 401 } } })
}
