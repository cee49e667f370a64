import { TRPCClientError } from '@trpc/client'
import type { AppRouter } from '../server/trpc/router.ts'

type ErrorShape = NonNullable<TRPCClientError<AppRouter>['data']>

export type ApiError = {
  /** The API's code, such as `NOT_FOUND`; `UNREACHABLE` where no answer came. */
  code: ErrorShape['code'] | 'UNREACHABLE'
  /** One sentence for a person. */
  message: string
}

/** What the API said, or that it said nothing; null for an error that did not come from a call. */
export function apiErrorOf(error: unknown): ApiError | null {
  if (!(error instanceof TRPCClientError)) return null
  const { data } = error as TRPCClientError<AppRouter>
  return data ? { code: data.code, message: error.message } : { code: 'UNREACHABLE', message: `claudework does not answer: ${rootCause(error)}.` }
}

function rootCause(error: Error): string {
  return error.cause instanceof Error && error.cause.message !== '' ? rootCause(error.cause) : error.message
}
