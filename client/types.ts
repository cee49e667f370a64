// Names for what the API answers most. All of them are taken from the router itself.
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../server/trpc/router.ts'

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>

export type Session = Outputs['sessions']['get']
export type NewSession = Inputs['sessions']['create']
export type Environment = Outputs['environments']['list'][number]
export type ProcessStatus = Outputs['process']['status']
export type Terminal = Outputs['terminals']['open']
