import { limits } from './limits.ts'
import { id, idleTimeoutMinutes } from './session.ts'
import { z } from './zod.ts'

/** Variables that would change who claudework's own programs are or what they load. */
const reserved = /^(?:CLAUDEWORK_|LD_|DYLD_|NODE_OPTIONS$)/

const variables = z.record(
  z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'A variable name has letters, digits and underscores.'), z.refine((name) => !reserved.test(name), 'Names that begin with CLAUDEWORK_ or LD_, and NODE_OPTIONS, are not for sessions to set.')),
  z.string().check(z.maxLength(32_768)),
).check(z.refine((given) => Object.keys(given).length <= 100, 'At most 100 variables.'))

const shared = {
  /** Of new sessions; null = they are never stopped for being idle. */
  idleTimeoutMinutes: z.optional(idleTimeoutMinutes),
  /** Variables for its sessions. Never secrets: whoever may list environments sees them. */
  env: z.optional(variables),
}

export const hostConfig = z.strictObject(shared)

export const dockerConfig = z.strictObject({
  ...shared,
  /** The sessions' image; the session image where left out. */
  image: z.optional(z.string().check(z.regex(/^[a-z0-9][a-z0-9._/:@-]{0,254}$/i, 'Give an image as docker run takes it, such as node:22 or ghcr.io/acme/tools:3.'))),
  memoryMiB: z.optional(z.int().check(z.minimum(64, 'A session needs at least 64 MiB of memory.'), z.maximum(1_048_576))),
  cpus: z.optional(z.number().check(z.minimum(0.1, 'A session needs at least a tenth of a CPU.'), z.maximum(1_024))),
  pids: z.optional(z.int().check(z.minimum(16, 'A session needs at least 16 processes.'), z.maximum(4_194_304))),
})
export type HostConfig = z.infer<typeof hostConfig>
export type DockerConfig = z.infer<typeof dockerConfig>

export const environmentName = z.string().check(z.trim(), z.minLength(1, 'Give the environment a name.'), z.maxLength(limits.nameLength, `A name has at most ${String(limits.nameLength)} characters.`))

export const createEnvironment = z.discriminatedUnion('kind', [
  z.strictObject({ name: environmentName, kind: z.literal('HOST'), config: hostConfig }),
  z.strictObject({ name: environmentName, kind: z.literal('DOCKER'), config: dockerConfig }),
])
export type CreateEnvironment = z.infer<typeof createEnvironment>

/** `config` replaces the whole of it; its form is that of the environment's kind, which only its room knows. */
export const updateEnvironment = z.strictObject({
  id,
  name: z.optional(environmentName),
  config: z.optional(z.record(z.string(), z.unknown())),
  isDefault: z.optional(z.boolean()),
})
export type UpdateEnvironment = z.infer<typeof updateEnvironment>
