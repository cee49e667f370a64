import { useEffect, useRef, useState } from 'react'
import type { Session, Terminal } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { useNotify } from '../ui/notices.tsx'

const atMostEveryMs = 1_000

/** A session's terminals, asked for anew when the session changes, at most once a second. null until they are known. */
export function useTerminals(session: Session) {
  const trpc = useConnection()?.trpc
  const notify = useNotify()
  const [terminals, setTerminals] = useState<readonly Terminal[] | null>(null)
  const [wanted, setWanted] = useState(0)
  const askedAt = useRef(-Infinity)
  const { id: sessionId } = session
  const making = session.status === 'creating'

  useEffect(() => {
    if (!trpc || making) return
    let left = false
    const ask = () => {
      askedAt.current = performance.now()
      trpc.terminals.list.query({ sessionId }).then(
        (list) => { if (!left) setTerminals(list) },
        (error: unknown) => { if (!left) notify(`The terminals could not be listed. ${problemText(error)}`) },
      )
    }
    // The first change is followed at once, those right after it together.
    const timer = setTimeout(ask, Math.max(0, askedAt.current + atMostEveryMs - performance.now()))
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [trpc, notify, sessionId, session, making, wanted])

  const refresh = () => {
    askedAt.current = -Infinity
    setWanted((count) => count + 1)
  }
  return { terminals, refresh }
}
