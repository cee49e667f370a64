// What a container was made with, beside what its environment says now.
import type { Engine } from '../../docker/engine.ts'
import type { PendingSetting } from '../adapter.ts'
import type { DockerConfig } from './docker-config.ts'
import { limitsFor, type Limits } from './hardening.ts'
import type { DockerState } from './docker-state.ts'

const atStart = ['memoryMiB', 'cpus', 'pids', 'env'] as const
const atRecreate = ['image', 'dockerfile', 'network'] as const

/** Settings that the session does not have yet. A row of an older version does not tell what it has. */
export function pendingSettings({ applied, engine }: DockerState, config: DockerConfig): PendingSetting[] {
  if (!applied) return []
  const differ = (one: unknown, other: unknown): boolean => canonical(one) !== canonical(other)
  return [
    ...atStart.filter((setting) => differ(applied[setting], config[setting])).map((setting) => ({ setting, applies: 'next start' as const })),
    ...atRecreate.filter((setting) => differ(applied[setting], config[setting])).map((setting) => ({ setting, applies: 'recreate' as const })),
    ...(engine !== undefined && differ(engine ?? undefined, config.engine) ? [{ setting: 'engine', applies: 'new sessions' as const }] : []),
  ]
}

/** The order of names does not count, nor does one that is left out instead of set to nothing. */
function canonical(value: unknown): string {
  const sorted = (_name: string, inner: unknown): unknown =>
    (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner)
  return JSON.stringify({ value }, sorted)
}

/** Gives a container that is to start again what can be changed on it. Resolves with the state to keep; null where nothing changed. */
export async function applyAtStart<S extends DockerState & { containerId: string }>(engine: Engine, state: S, config: DockerConfig): Promise<S | null> {
  const pending = pendingSettings(state, config).filter(({ applies }) => applies === 'next start')
  if (pending.length === 0 || !state.applied) return null
  if (pending.some(({ setting }) => setting !== 'env')) await engine.containers.setLimits(state.containerId, resources(limitsFor(await engine.host(), config)))
  const { memoryMiB, cpus, pids, env } = config
  return { ...state, applied: { ...state.applied, memoryMiB, cpus, pids, env } }
}

function resources(limits: Limits): { Memory: number; MemorySwap: number; NanoCpus: number; PidsLimit: number } {
  return { Memory: limits.memory, MemorySwap: limits.memory, NanoCpus: limits.nanoCpus ?? 0, PidsLimit: limits.pids }
}
