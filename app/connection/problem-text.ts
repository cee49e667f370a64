import { TRPCClientError } from '@trpc/client'

/** The server's own sentence; for a connection that was lost under a call, what that means. */
export function problemText(error: unknown): string {
  if (error instanceof TRPCClientError) {
    return isLost(error) ? 'The connection was lost before an answer came; look at the session before you try again.' : error.message
  }
  return error instanceof Error ? error.message : 'Something unexpected went wrong.'
}

/** True where the connection failed rather than the call: the server did not say no. */
export function isLost(error: unknown): boolean {
  return error instanceof TRPCClientError && error.shape === undefined
}

/** The API's code, e.g. `NOT_FOUND`; null where no answer came. */
export function problemCode(error: unknown): string | null {
  if (!(error instanceof TRPCClientError)) return null
  const data: unknown = error.data
  return typeof data === 'object' && data !== null && 'code' in data && typeof data.code === 'string' ? data.code : null
}
