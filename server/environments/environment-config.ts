import { dockerConfig, hostConfig } from '../../contract/environment.ts'
import { Problem } from '../problem.ts'
import type { Environment } from './adapter.ts'

const shapes = { HOST: hostConfig, DOCKER: dockerConfig } as const

/** Settings of the form that the kind of the environment wants. */
export function configFor(kind: Environment['kind'], given: unknown): Record<string, unknown> {
  const config = shapes[kind].safeParse(given)
  if (config.success) return config.data
  const [issue] = config.error.issues
  const at = issue?.path.map(String).join('.')
  throw new Problem('bad-input', `The settings of a ${kind} environment are not right${at ? ` at "${at}"` : ''}: ${(issue?.message ?? 'unknown form').replace(/\.$/, '')}.`)
}

/** Of new sessions in it, in minutes; null = never. */
export function idleTimeoutOf(environment: Environment | null): number | null {
  const minutes = environment?.config['idleTimeoutMinutes']
  return minutes === null || typeof minutes === 'number' ? minutes : 60
}

/** Of new sessions in it that do not choose one; null where it has none, or one that their agent does not have. */
export function permissionModeOf(environment: Environment | null, known: readonly string[]): string | null {
  const mode = environment?.config['permissionMode']
  return typeof mode === 'string' && known.includes(mode) ? mode : null
}
