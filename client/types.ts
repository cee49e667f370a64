import type { TRPCClient } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../server/trpc/router.ts'

export type ClientOptions = {
  /** Where claudework listens, such as `http://127.0.0.1:4600`. */
  url: string
  /** The API token (`CLAUDEWORK_TOKEN`). */
  token: string
}

export type Client = TRPCClient<AppRouter> & {
  /** Ends the connection; subscriptions end with it. */
  close(): Promise<void>
}

// Names for what the API answers most, all of them taken from the router itself.
type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>

export type Session = Outputs['sessions']['get']
export type NewSession = Inputs['sessions']['create']
export type Environment = Outputs['environments']['list'][number]
export type ProcessStatus = Outputs['process']['status']
export type Terminal = Outputs['terminals']['open']
