import { useEffect, useState } from 'react'
import type { Session, Terminal } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemCode, problemText } from '../connection/problem-text.ts'
import { useNotify } from '../ui/notices.tsx'

/** A session's terminals as they change, titles and all; those that are not in view cost no stream. null until they are known. */
export function useTerminals({ id: sessionId, status }: Session): readonly Terminal[] | null {
  const trpc = useConnection()?.trpc
  const notify = useNotify()
  const [terminals, setTerminals] = useState<readonly Terminal[] | null>(null)
  const making = status === 'creating'

  useEffect(() => {
    if (!trpc || making) return
    const subscription = trpc.terminals.onChange.subscribe({ sessionId }, {
      onData: ({ data }) => setTerminals(data),
      onError: (error) => {
        // A session that was deleted takes its page along.
        if (problemCode(error) !== 'NOT_FOUND') notify(`The terminals could not be listed. ${problemText(error)}`)
      },
    })
    return () => subscription.unsubscribe()
  }, [trpc, notify, sessionId, making])

  return terminals
}
