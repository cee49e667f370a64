import { useEffect, useState } from 'react'
import type { GitWarnings, Session } from '../api.ts'
import { useConnection, useLinkState } from '../connection/connection-provider.tsx'

/** Asks what a session's clone holds, now (or `afterMs` later) and whenever `again` changes. The row's own answer until then. */
export function useGitWarnings({ id, git, cloned }: Session, { again = null, afterMs = 0 }: { again?: unknown; afterMs?: number } = {}): { warnings: GitWarnings | null; asking: boolean } {
  const trpc = useConnection()?.trpc
  const live = useLinkState().kind === 'live'
  const [answer, setAnswer] = useState<{ of: unknown; warnings: GitWarnings | null } | null>(null)
  useEffect(() => {
    if (!trpc || !live || !cloned) return
    const controller = new AbortController()
    const timer = setTimeout(() => {
      trpc.sessions.gitWarnings.query({ id }, { signal: controller.signal }).then(
        (warnings) => setAnswer({ of: again, warnings }),
        () => { if (!controller.signal.aborted) setAnswer({ of: again, warnings: null }) },
      )
    }, afterMs)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [trpc, live, cloned, id, again, afterMs])
  const fresh = answer !== null && answer.of === again
  return { warnings: (fresh ? answer.warnings : null) ?? git, asking: cloned && !fresh }
}
