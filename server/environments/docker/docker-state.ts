import { z } from 'zod'
import { engineEndpoint, type EngineEndpoint } from '../../../contract/engine.ts'
import { dockerConfig } from '../../../contract/environment.ts'
import { Problem } from '../../problem.ts'
import { agentSettings } from '../agent-settings.ts'
import type { AdapterState, Environment, Place } from '../adapter.ts'
import { dockerConfigOf } from './docker-config.ts'

/** What the DOCKER adapter keeps of a session. */
const dockerState = z.object({
  /** Names are known before the things are made, so that whatever exists of a session can be found and removed. */
  container: z.string(),
  cloneHelper: z.string(),
  workVolume: z.string(),
  stateVolume: z.string(),
  /** The volume of a sign-in that all sessions of the environment share; null = none. */
  loginVolume: z.string().nullable().default(null),
  /** The volume that its clone borrows git objects from; null = it has all its own. */
  mirror: z.string().nullable().default(null),
  /** null while the container is not made. */
  containerId: z.string().nullable(),
  runtimeVolume: z.string().nullable(),
  image: z.string().nullable(),
  /** The engine that it was made on; null = the server's own. Rows of older versions do not have it: then the environment's. */
  engine: z.optional(z.nullable(engineEndpoint)),
  /** The settings that its container has. */
  applied: z.optional(dockerConfig),
  /** What its agent was started with. */
  agent: z.optional(agentSettings),
  /** Which files of `putSettings` its container has for certain. */
  settings: z.optional(z.string()),
})
export type DockerState = z.infer<typeof dockerState>

export function namesOf(sessionId: string): DockerState {
  return {
    container: `claudework-${sessionId}`,
    cloneHelper: `claudework-${sessionId}-clone`,
    workVolume: `claudework-${sessionId}-work`,
    stateVolume: `claudework-${sessionId}-state`,
    loginVolume: null,
    mirror: null,
    containerId: null,
    runtimeVolume: null,
    image: null,
  }
}

export function loginVolumeOf(environment: Environment): string {
  return `claudework-login-${environment.id}`
}

export function parseDockerState(state: AdapterState | null): DockerState | null {
  return state === null ? null : dockerState.parse(state)
}

/** The engine of a session: where it was made, whatever its environment's settings say now. null = the server's own. */
export function engineOf(place: Place): EngineEndpoint | null {
  const state = parseDockerState(place.state)
  return state?.engine === undefined ? dockerConfigOf(place.environment).engine ?? null : state.engine
}

/** Its things have names; which of them are there is not said. */
export function namedDockerState(place: Place): DockerState {
  const state = parseDockerState(place.state)
  if (!state) throw new Problem('precondition', 'This session has no container; use retry.')
  return state
}

export function madeDockerState(place: Place): DockerState & { containerId: string; runtimeVolume: string; image: string } {
  const state = namedDockerState(place)
  const { containerId, runtimeVolume, image } = state
  if (containerId === null || runtimeVolume === null || image === null) throw new Problem('precondition', 'The container of this session was never made; use retry.')
  return { ...state, containerId, runtimeVolume, image }
}
