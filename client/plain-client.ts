import { createTRPCClient, type TRPCClient } from '@trpc/client'
import type { AppRouter } from '../server/trpc/router.ts'
import { plainLink, type PlainRequest } from './plain-link.ts'
import type { ClientOptions } from './types.ts'

/**
 * A typed client over plain HTTP, one request a call: it fails at once where nobody answers, and holds nothing open. Has no
 * subscriptions, and sends text only; `createClient` has both. By `fetch`, where no other way is given.
 */
export function createPlainClient({ url, token }: ClientOptions, request: PlainRequest = byFetch): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [plainLink({ url: `${url.replace(/\/+$/, '')}/trpc`, headers: { authorization: `Bearer ${token}` }, request })],
  })
}

const byFetch: PlainRequest = async ({ url, ...options }) => (await fetch(url, options)).json()
