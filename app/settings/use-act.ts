import { useCallback } from 'react'
import { useRevalidator } from 'react-router'
import type { ApiClient } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'

/** Does something at the server and loads the page's data anew. Resolves to why it did not work, or null. */
export type Act = (work: (trpc: ApiClient) => Promise<void>) => Promise<string | null>

export function useAct(): Act {
  const connection = useConnection()
  const { revalidate } = useRevalidator()
  return useCallback(async (work) => {
    if (connection?.link.get().kind !== 'live') return 'Not connected right now, so nothing was done; try again when the connection is back.'
    try {
      await work(connection.trpc)
      return null
    } catch (error) {
      return problemText(error)
    } finally {
      await revalidate()
    }
  }, [connection, revalidate])
}
