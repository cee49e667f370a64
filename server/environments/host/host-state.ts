import { join } from 'node:path'
import { z } from 'zod'
import { Problem } from '../../problem.ts'
import { agentSettings } from '../agent-settings.ts'
import type { Place } from '../adapter.ts'

/** What the HOST adapter keeps of a session. */
export const hostState = z.object({
  folder: z.string(),
  socket: z.string(),
  /** The supervisor; null while none was started. */
  supervisor: z.object({ pid: z.number(), startTime: z.string().nullable() }).nullable(),
  /** The folder that its clone borrows git objects from. Rows of older versions do not have it: they borrow nothing. */
  mirror: z.optional(z.string()),
  /** The environment's variables that its programs were started with. Rows of older versions do not have them. */
  env: z.optional(z.record(z.string(), z.string())),
  /** What its agent was started with. */
  agent: z.optional(agentSettings),
})
export type HostState = z.infer<typeof hostState>

export function hostStateOf(place: Place): HostState | null {
  return place.state === null ? null : hostState.parse(place.state)
}

export function madeHostState(place: Place): HostState {
  const state = hostStateOf(place)
  if (!state) throw new Problem('precondition', 'This session was never made on this machine; use retry.')
  return state
}

/** The clone. */
export function workOf({ folder }: HostState): string {
  return join(folder, 'work')
}

export function stateFolderOf({ folder }: HostState): string {
  return join(folder, 'state')
}
