import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { createDirectWrites } from '../client/direct-writes.ts'
import { signInKey } from '../contract/auth.ts'
import { isRefused } from '../contract/close-code.ts'
import { endingSocket } from '../contract/ending-socket.ts'
import { identityTransformer } from '../contract/identity-transformer.ts'
import type { AppRouter } from '../server/trpc/router.ts'
import type { ApiClient } from './api.ts'
import { createLinkStore, type LinkStore } from './connection/link-state.ts'
import { retryDelay } from './connection/retry-delay.ts'

export type Connection = { trpc: ApiClient; link: LinkStore; close: () => void }

/** The page's one connection to the API. `onSignedOut` is called once, when the server says that the key is not good (any more). */
export function connect({ onSignedOut }: { onSignedOut: () => void }): Connection {
  const link = createLinkStore()
  const writes = createDirectWrites()
  const client = createWSClient({
    url: `${location.origin.replace(/^http/, 'ws')}/trpc`,
    WebSocket: endingSocket(),
    connectionParams: () => ({ key: localStorage.getItem(signInKey) ?? '' }),
    keepAlive: { enabled: true, intervalMs: 5_000, pongTimeoutMs: 4_000 },
    retryDelayMs: (attempt) => retryDelay(attempt),
    experimental_encoder: writes.encoder,
    onOpen: link.opened,
    onClose: (cause) => {
      link.lost()
      if (!isRefused(cause)) return
      void client.close()
      localStorage.removeItem(signInKey)
      onSignedOut()
    },
  })
  return {
    link,
    trpc: writes.shortcut(createTRPCClient<AppRouter>({ links: [writes.link(client), wsLink({ client, transformer: identityTransformer })] }), client),
    close: () => void client.close(),
  }
}
