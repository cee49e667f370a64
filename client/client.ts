import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { isRefused } from '../contract/close-code.ts'
import { endingSocket } from '../contract/ending-socket.ts'
import { identityTransformer } from '../contract/identity-transformer.ts'
import type { AppRouter } from '../server/trpc/router.ts'
import { createDirectWrites } from './direct-writes.ts'
import { createRefusal } from './refusal.ts'
import type { Client, ClientOptions } from './types.ts'

export type { AppRouter }
export { apiErrorOf, type ApiError } from './api-error.ts'
export { attach, attachEvents, type AttachEvent, type AttachOptions } from './attach.ts'
export { createPlainClient } from './plain-client.ts'
export type { Client, ClientOptions, Environment, NewSession, ProcessStatus, Session, Terminal } from './types.ts'

const longestRetryMs = 5_000

/**
 * A typed client over one WebSocket, which reconnects by itself, for as long as it takes; subscriptions resume where they were.
 * Where the server does not take the token it stops, and every call and subscription fails with `UNAUTHORIZED`.
 * Needs a global WebSocket: a browser, or Node 22 and newer.
 */
export function createClient({ url, token }: ClientOptions): Client {
  const refusal = createRefusal()
  const writes = createDirectWrites()
  const socket = createWSClient({
    url: `${url.replace(/\/+$/, '').replace(/^http/, 'ws')}/trpc`,
    connectionParams: { token },
    WebSocket: endingSocket(),
    experimental_encoder: writes.encoder,
    keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 4_000 },
    // Full jitter: a thousand clients must not come back in the same instant.
    retryDelayMs: (attempt) => Math.random() * Math.min(200 * 2 ** attempt, longestRetryMs),
    onClose: (cause) => {
      if (!isRefused(cause)) return
      refusal.refuse()
      void socket.close()
    },
  })
  const client = createTRPCClient<AppRouter>({ links: [refusal.link, writes.link(socket), wsLink({ client: socket, transformer: identityTransformer })] })
  const close = async (): Promise<void> => {
    await writes.settled()
    await socket.close()
  }
  // The tRPC client is a proxy that takes every name for a router, so ours stands before it.
  return new Proxy(writes.shortcut(client, socket, refusal.explain), { get: (target, name) => (name === 'close' ? close : Reflect.get(target, name) as unknown) }) as Client
}
