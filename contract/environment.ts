import { engineEndpoint } from './engine.ts'
import { id, idleTimeoutMinutes, nameOf, permissionModes } from './session.ts'
import { z } from './zod.ts'

/** Variables that would change who claudework's own programs are or what they load. */
const reserved = /^(?:CLAUDEWORK_|LD_|DYLD_|NODE_OPTIONS$)/

const variables = z.record(
  z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'A variable name has letters, digits and underscores.'), z.refine((name) => !reserved.test(name), 'Names that begin with CLAUDEWORK_ or LD_, and NODE_OPTIONS, are not for sessions to set.')),
  z.string().check(z.maxLength(32_768), z.refine((value) => !value.includes('\0'), 'A variable must not contain NUL characters.')),
).check(z.refine((given) => Object.keys(given).length <= 100, 'At most 100 variables.'))

/** How its sessions come by the agent's sign-in. Left out: a token where the server has one, else the host's copy, else a sign-in of each session's own. */
export const credentialModes = ['token', 'session', 'host-copy', 'shared-directory'] as const
export type CredentialMode = (typeof credentialModes)[number]

/** `open`: the world, but no other session. `restricted`: a small network of each session's own with no way out; the clone alone, before it, reaches the repository. */
export const networkModes = ['open', 'restricted'] as const
export type NetworkMode = (typeof networkModes)[number]

const shared = {
  /** Of new sessions; null = they are never stopped for being idle. */
  idleTimeoutMinutes: z.optional(idleTimeoutMinutes),
  /** Variables for its sessions. Never secrets: whoever may list environments sees them. */
  env: z.optional(variables),
  /** Of new sessions that do not choose one themselves, where their agent has it. */
  permissionMode: z.optional(z.enum(permissionModes)),
  /** Run by /bin/sh in the work tree, once after the clone, with the session's variables. Its failure leaves the session usable. */
  setupCommand: z.optional(z.string().check(z.trim(), z.minLength(1, 'Leave the setup command out, or give one.'), z.maxLength(16_384))),
  /** Clones fetch the contents of files only when something needs them: quick for huge repositories, and history is slow without a network. */
  partialClone: z.optional(z.boolean()),
  credentials: z.optional(z.enum(credentialModes)),
  /** Its sessions may sign with the keys of the host's ssh-agent, for as long as they run. */
  sshAgent: z.optional(z.boolean()),
}

export const hostConfig = z.strictObject(shared)

export const dockerConfig = z.strictObject({
  ...shared,
  /** Left out: the engine that the server was started with (DOCKER_HOST, or the default socket). */
  engine: z.optional(engineEndpoint),
  /** The sessions' image; the session image where left out. */
  image: z.optional(z.string().check(z.regex(/^[a-z0-9][a-z0-9._/:@-]{0,254}$/i, 'Give an image as docker run takes it, such as node:22 or ghcr.io/acme/tools:3.'))),
  /** The text of a Dockerfile that the sessions' image is built from, without other files; `FROM claudework-session` is the session image. */
  dockerfile: z.optional(z.string().check(z.maxLength(65_536), z.regex(/^\s*from\s+\S/im, 'A Dockerfile has a line that begins with FROM.'))),
  memoryMiB: z.optional(z.int().check(z.minimum(64, 'A session needs at least 64 MiB of memory.'), z.maximum(1_048_576))),
  cpus: z.optional(z.number().check(z.minimum(0.1, 'A session needs at least a tenth of a CPU.'), z.maximum(1_024))),
  pids: z.optional(z.int().check(z.minimum(16, 'A session needs at least 16 processes.'), z.maximum(4_194_304))),
  network: z.optional(z.enum(networkModes)),
}).check(z.refine(({ image, dockerfile }) => image === undefined || dockerfile === undefined, 'Give an image or a Dockerfile, not both.'))
export type HostConfig = z.infer<typeof hostConfig>
export type DockerConfig = z.infer<typeof dockerConfig>

export const environmentName = nameOf('environment')

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
