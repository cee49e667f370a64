import { useEffect, useState } from 'react'
import type { Session, Terminal } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { useNotify } from '../ui/notices.tsx'

/** A session's terminals, asked for anew when the session changes, at most once a second. null until they are known. */
export function useTerminals(session: Session) {
  const trpc = useConnection()?.trpc
  const notify = useNotify()
  const [terminals, setTerminals] = useState<readonly Terminal[] | null>(null)
  const [asked, setAsked] = useState(0)
  const { id: sessionId } = session
  const making = session.status === 'creating'

  useEffect(() => {
    if (!trpc || making) return
    let left = false
    const ask = () => {
      trpc.terminals.list.query({ sessionId }).then(
        (list) => { if (!left) setTerminals(list) },
        (error: unknown) => { if (!left) notify(`The terminals could not be listed. ${problemText(error)}`) },
      )
    }
    // The first change is followed at once, those right after it together.
    const timer = setTimeout(ask, terminals === null || asked > 0 ? 0 : 1_000)
    return () => {
      left = true
      clearTimeout(timer)
    }
    // What is listed does not decide when to list.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [trpc, notify, sessionId, session, making, asked])

  return { terminals, refresh: () => setAsked((count) => count + 1) }
}
