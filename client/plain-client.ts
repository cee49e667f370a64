import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import { identityTransformer } from '../contract/encoder.ts'
import type { AppRouter } from '../server/trpc/router.ts'
import type { ClientOptions } from './client.ts'

/**
 * A typed client over plain HTTP, one request a call: it fails at once where nobody answers, and holds nothing open. Has no
 * subscriptions, and sends text only; `createClient` has both.
 */
export function createPlainClient({ url, token }: ClientOptions): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url.replace(/\/+$/, '')}/trpc`, headers: { authorization: `Bearer ${token}` }, transformer: identityTransformer })],
  })
}
