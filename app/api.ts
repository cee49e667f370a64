// Names for what the API answers. All types, taken from the router itself.
import type { TRPCClient } from '@trpc/client'
import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../server/trpc/router.ts'

type Outputs = inferRouterOutputs<AppRouter>

export type ApiClient = TRPCClient<AppRouter>
export type Session = Outputs['sessions']['get']
export type Asked = Outputs['sessions']['asked']
export type GitWarnings = NonNullable<Session['git']>
export type SessionDiff = Outputs['sessions']['diff']
export type ChangedFile = SessionDiff['files'][number]
export type Rescue = Outputs['rescues']['list'][number]
export type Step = Session['steps'][number]
export type Terminal = Outputs['terminals']['open']
export type Prompt = Outputs['prompts']['list'][number]
export type TranscriptMessage = Outputs['transcript']['list'][number]
export type TranscriptEntry = TranscriptMessage['entry']
export type Exit = NonNullable<Terminal['exit']>
export type Environment = Outputs['environments']['list'][number]
export type CheckPart = Outputs['environments']['check']['parts'][number]
export type Webhook = Outputs['notifications']['webhook']
export type GitHost = Outputs['gitHosts']['list'][number]
export type Agent = Outputs['agents']['list'][number]
export type Health = Extract<Outputs['health']['get'], { engine: object }>
export type HistoryEvent = Outputs['events']['list'][number]
/** What a terminal's stream brings. */
export type AttachEvent = Outputs['terminals']['attach'] extends AsyncIterable<{ data: infer Event }> ? Event : never
