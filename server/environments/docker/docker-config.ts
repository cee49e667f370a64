import { dockerConfig, type DockerConfig } from '../../../contract/environment.ts'
import { Problem } from '../../problem.ts'
import type { Environment } from '../adapter.ts'

export type { DockerConfig } from '../../../contract/environment.ts'

/** The settings that an environment's containers are made from. */
export function dockerConfigOf(environment: Environment): DockerConfig {
  const config = dockerConfig.safeParse(environment.config)
  if (config.success) return config.data
  const at = config.error.issues[0]?.path.map(String).join('.') ?? ''
  throw new Problem('precondition', `The setting "${at}" of the environment "${environment.name}" does not have the form it needs; change it in the environment's settings.`)
}
