import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { connect, type Connection } from '../trpc.client.ts'
import type { LinkState } from './link-state.ts'

const ConnectionContext = createContext<Connection | null>(null)

/** Opens the page's connection in the browser; the server renders without one. */
export function ConnectionProvider({ children }: { children: ReactNode }) {
  const [connection, setConnection] = useState<Connection | null>(null)
  useEffect(() => {
    const opened = connect({
      // A whole page load: nothing that a signed-out person may not see stays in memory.
      onSignedOut: () => location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`),
    })
    // eslint-disable-next-line react-hooks/set-state-in-effect -- a socket can only be opened once there is a browser
    setConnection(opened)
    return opened.close
  }, [])
  return <ConnectionContext value={connection}>{children}</ConnectionContext>
}

/** null until the page runs in a browser. */
export function useConnection(): Connection | null {
  return use(ConnectionContext)
}

const notYet: LinkState = { kind: 'connecting', since: Infinity }
const never = () => () => undefined

export function useLinkState(): LinkState {
  const link = useConnection()?.link
  return useSyncExternalStore(link?.subscribe ?? never, link?.get ?? (() => notYet), () => notYet)
}
