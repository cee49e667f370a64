import { useCallback } from 'react'
import type { ApiClient } from '../api.ts'
import { useNotify } from '../ui/notices.tsx'
import { useConnection } from './connection-provider.tsx'
import { problemText } from './problem-text.ts'

type Work = (trpc: ApiClient) => Promise<unknown>

/** Does something at the server. Resolves to why it did not work, or null. */
export type Attempt = (work: Work, /** What is so where there is no connection. */ undone?: string) => Promise<string | null>

/** Offline nothing is tried: a call would wait in a queue and run when nobody expects it any more. */
export function useAttempt(): Attempt {
  const connection = useConnection()
  return useCallback(async (work, undone = 'nothing was done') => {
    if (connection?.link.get().kind !== 'live') return `Not connected right now, so ${undone}; try again when the connection is back.`
    try {
      await work(connection.trpc)
      return null
    } catch (error) {
      return problemText(error)
    }
  }, [connection])
}

/** For what no form or view answers for by itself: resolves to whether it worked; why not has then been said. */
export function useToldAttempt(): (work: Work, undone?: string) => Promise<boolean> {
  const attempt = useAttempt()
  const notify = useNotify()
  return useCallback(async (work, undone) => {
    const wrong = await attempt(work, undone)
    if (wrong !== null) notify(wrong)
    return wrong === null
  }, [attempt, notify])
}
