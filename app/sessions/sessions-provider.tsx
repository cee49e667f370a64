import { createContext, use, useEffect, useState, type ReactNode } from 'react'
import type { Session } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { useNotify } from '../ui/notices.tsx'
import { applyChange } from './changes.ts'

const SessionsContext = createContext<readonly Session[]>([])

/** The sessions as the page load found them, then as the server tells of changes. */
export function SessionsProvider({ loaded, children }: { loaded: readonly Session[]; children: ReactNode }) {
  const trpc = useConnection()?.trpc
  const notify = useNotify()
  const [live, setLive] = useState<readonly Session[] | null>(null)

  useEffect(() => {
    if (!trpc) return
    const subscription = trpc.sessions.onChange.subscribe(undefined, {
      onData: ({ data }) => setLive((before) => applyChange(before ?? [], data)),
      onError: (error) => notify(`The list is not live any more. ${problemText(error)}`),
    })
    return () => subscription.unsubscribe()
  }, [trpc, notify])

  return <SessionsContext value={live ?? loaded}>{children}</SessionsContext>
}

export function useSessions(): readonly Session[] {
  return use(SessionsContext)
}
