import { useCallback, useEffect, useState } from 'react'
import type { SessionDiff } from '../api.ts'
import { useConnection, useLinkState } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'

export type Asked = { state: 'asking' } | { state: 'known'; diff: SessionDiff } | { state: 'failed'; reason: string }

/** The changes of a session's clone; with a path those of one file. `again` asks anew. */
export function useDiff(id: string, path: string | null): { asked: Asked; again: () => void } {
  const trpc = useConnection()?.trpc
  const live = useLinkState().kind === 'live'
  const [round, setRound] = useState(0)
  const [asked, setAsked] = useState<Asked>({ state: 'asking' })
  useEffect(() => {
    if (!trpc || !live) return
    const controller = new AbortController()
    trpc.sessions.diff.query({ id, ...(path === null ? {} : { path }) }, { signal: controller.signal }).then(
      (diff) => setAsked(diff.state === 'known' ? { state: 'known', diff } : { state: 'failed', reason: diff.reason ?? '' }),
      (error: unknown) => { if (!controller.signal.aborted) setAsked({ state: 'failed', reason: problemText(error) }) },
    )
    return () => controller.abort()
  }, [trpc, live, id, path, round])
  return { asked, again: useCallback(() => { setRound((before) => before + 1) }, []) }
}
