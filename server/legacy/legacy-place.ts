import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { RescueSource } from '../environments/adapter.ts'
import { Problem } from '../problem.ts'
import type { StepName, StepState } from '../../contract/session-state.ts'

const legacyState = z.object({
  folder: z.string(),
  /** Claude Code's own id of the conversation, chosen by us. */
  conversation: z.string(),
  /** The conversation has begun, so that it is resumed and not made. */
  begun: z.boolean(),
  /** The running process; null while there is none. */
  process: z.object({ pid: z.number(), startTime: z.string().nullable() }).nullable(),
})
/** What the process manager keeps of a session, as JSON. */
export type LegacyState = z.infer<typeof legacyState>

/** A session without an environment, as the process manager sees it. */
export type LegacyPlace = {
  sessionId: string
  repoUrl: string
  branch: string | null
  /** As last saved; null before the first save. */
  state: unknown
  permissionMode?: string | undefined
}

/** Resolves when the state is durable. */
export type SaveState = (state: LegacyState) => Promise<void>

export type LegacyCreateHooks = {
  onStep(update: { name: StepName; state: StepState; percent?: number | null; message?: string | null }): void
  onLog(line: string): void
  save: SaveState
  /** The work tree is made from this, and nothing is cloned. */
  rescue?: RescueSource | null
  signal: AbortSignal
}

/** Clones, or restores, into `target`, which appears whole or not at all. */
export type CloneInto = (options: { repoUrl: string; branch: string | null; target: string; knownHosts: string }, hooks: Pick<LegacyCreateHooks, 'onStep' | 'onLog' | 'signal' | 'rescue'>) => Promise<void>

export const legacySteps = ['folder', 'clone'] as const satisfies readonly StepName[]

/** Makes the session's folder with the clone in it. A failure or abort leaves nothing behind. */
export async function createLegacyPlace(deps: { sessionsFolder: string; clone: CloneInto }, place: LegacyPlace, hooks: LegacyCreateHooks): Promise<LegacyState> {
  const state: LegacyState = { folder: join(deps.sessionsFolder, place.sessionId), conversation: randomUUID(), begun: false, process: null }
  await hooks.save(state)
  try {
    hooks.onStep({ name: 'folder', state: 'running' })
    await mkdir(join(state.folder, 'state'), { recursive: true, mode: 0o700 })
    hooks.onStep({ name: 'folder', state: 'done' })
    hooks.onStep({ name: 'clone', state: 'running' })
    const { repoUrl, branch } = place
    await deps.clone({ repoUrl, branch, target: workOf(state), knownHosts: join(state.folder, 'state', 'known_hosts') }, hooks)
    if (hooks.signal.aborted) throw new Problem('cancelled', 'The creation was cancelled.')
    hooks.onStep({ name: 'clone', state: 'done' })
  } catch (error) {
    await rm(state.folder, { recursive: true, force: true })
    throw error
  }
  return state
}

export function legacyStateOf(place: LegacyPlace): LegacyState | null {
  return place.state === null ? null : legacyState.parse(place.state)
}

export function madeLegacyState(place: LegacyPlace): LegacyState {
  const state = legacyStateOf(place)
  if (!state) throw new Problem('precondition', 'This session was never made on this machine; use retry.')
  return state
}

export function workOf(state: LegacyState): string {
  return join(state.folder, 'work')
}
