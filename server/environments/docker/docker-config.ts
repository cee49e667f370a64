import { z } from 'zod'
import { Problem } from '../../problem.ts'
import type { Environment } from '../adapter.ts'

const imageName = /^[a-z0-9][a-z0-9._/:@-]{0,254}$/i

/** The part of an environment's settings that its containers are made from. */
const dockerConfig = z.object({
  /** The sessions' image; the session image where left out. */
  image: z.string().regex(imageName).optional(),
  memoryMiB: z.number().int().min(64).optional(),
  cpus: z.number().min(0.1).optional(),
  pids: z.number().int().min(16).optional(),
  /** Variables for its sessions. Never secrets: anyone who may list environments sees them. */
  env: z.record(z.string(), z.string()).optional(),
})
export type DockerConfig = z.infer<typeof dockerConfig>

export function dockerConfigOf(environment: Environment): DockerConfig {
  const config = dockerConfig.safeParse(environment.config)
  if (config.success) return config.data
  const at = config.error.issues[0]?.path.join('.') ?? ''
  throw new Problem('precondition', `The setting "${at}" of the environment "${environment.name}" does not have the form it needs; change it in the environment's settings.`)
}
