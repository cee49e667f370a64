import { useCallback } from 'react'
import { useRevalidator } from 'react-router'
import { useAttempt, type Attempt } from '../connection/use-attempt.ts'

/** An attempt after which the page's data is loaded anew. */
export function useAct(): Attempt {
  const attempt = useAttempt()
  const { revalidate } = useRevalidator()
  return useCallback((work, undone) => attempt(async (trpc) => {
    try {
      await work(trpc)
    } finally {
      await revalidate()
    }
  }, undone), [attempt, revalidate])
}
