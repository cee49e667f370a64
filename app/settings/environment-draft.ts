import { createEnvironment, dockerConfig, environmentName, hostConfig, type CreateEnvironment, type DockerConfig } from '../../contract/environment.ts'
import { z } from '../../contract/zod.ts'
import type { Environment } from '../api.ts'
import type { Checked } from './use-tried.ts'

/** The form of an environment: text as it is typed, '' where nothing is said and the server's usual holds. */
export type EnvironmentDraft = {
  name: string
  kind: Environment['kind']
  engine: 'usual' | 'unix' | 'tcp' | 'ssh'
  socket: string
  host: string
  port: string
  user: string
  identityFile: string
  tls: boolean
  ca: string
  cert: string
  key: string
  source: 'usual' | 'image' | 'dockerfile'
  image: string
  dockerfile: string
  cpus: string
  memoryMiB: string
  pids: string
  network: string
  credentials: string
  sshAgent: boolean
  partialClone: boolean
  permissionMode: string
  idle: 'usual' | 'never' | 'minutes'
  idleMinutes: string
  setupCommand: string
  env: readonly { name: string; value: string }[]
  /** Settings that this form does not know; they stay as they are. */
  others: Record<string, unknown>
}

/** What the fields of a form share. `problemOf` takes the path of a setting. */
export type DraftPart = { draft: EnvironmentDraft; onChange: (part: Partial<EnvironmentDraft>) => void; problemOf: (path: string) => string | undefined }

/** By the path of the setting, such as `memoryMiB` or `engine.host`. */

export const emptyEnvironment: EnvironmentDraft = {
  name: '', kind: 'DOCKER', engine: 'usual', socket: '', host: '', port: '', user: '', identityFile: '', tls: true, ca: '', cert: '', key: '', source: 'usual', image: '', dockerfile: '',
  cpus: '', memoryMiB: '', pids: '', network: '', credentials: '', sshAgent: false, partialClone: false, permissionMode: '', idle: 'usual', idleMinutes: '60', setupCommand: '', env: [], others: {},
}

const known: readonly string[] = ['engine', 'image', 'dockerfile', 'cpus', 'memoryMiB', 'pids', 'network', 'credentials', 'sshAgent', 'partialClone', 'permissionMode', 'idleTimeoutMinutes', 'setupCommand', 'env']

export function draftOf({ name, kind, config }: Pick<Environment, 'name' | 'kind' | 'config'>): EnvironmentDraft {
  const parsed = dockerConfig.safeParse(Object.fromEntries(Object.entries(config).filter(([key]) => known.includes(key))))
  const given: DockerConfig = parsed.success ? parsed.data : {}
  const { idleTimeoutMinutes: idle, engine } = given
  return {
    ...emptyEnvironment,
    name,
    kind,
    ...engineDraft(engine),
    source: given.image !== undefined ? 'image' : given.dockerfile !== undefined ? 'dockerfile' : 'usual',
    image: given.image ?? '',
    dockerfile: given.dockerfile ?? '',
    cpus: text(given.cpus),
    memoryMiB: text(given.memoryMiB),
    pids: text(given.pids),
    network: given.network ?? '',
    credentials: given.credentials ?? '',
    sshAgent: given.sshAgent ?? false,
    partialClone: given.partialClone ?? false,
    permissionMode: given.permissionMode ?? '',
    idle: idle === undefined ? 'usual' : idle === null ? 'never' : 'minutes',
    idleMinutes: typeof idle === 'number' ? String(idle) : '60',
    setupCommand: given.setupCommand ?? '',
    env: Object.entries(given.env ?? {}).map(([variable, value]) => ({ name: variable, value })),
    others: parsed.success ? Object.fromEntries(Object.entries(config).filter(([key]) => !known.includes(key))) : config,
  }
}

/** Holds the form to the server's own schema; `input` is null while something is wrong. */
export function checkEnvironment(draft: EnvironmentDraft): Checked<CreateEnvironment> {
  const config = configOf(draft)
  const problems: Checked<CreateEnvironment>['problems'] = {}
  const name = environmentName.safeParse(draft.name)
  const parsed = (draft.kind === 'DOCKER' ? dockerConfig : hostConfig).safeParse(config)
  if (!name.success) problems['name'] = name.error.issues[0]?.message ?? 'Give the environment a name.'
  for (const issue of parsed.error?.issues ?? []) {
    const { path } = issue
    const message = issue.code === 'invalid_key' ? `${path.slice(1).map(String).join('.')}: ${issue.issues[0]?.message ?? issue.message}` : issue.message
    const at = path[0] === 'env' ? 'env' : path.map(String).slice(0, path[1] === 'tls' ? 3 : 2).join('.')
    problems[at] ??= message
  }
  const names = draft.env.map((variable) => variable.name.trim())
  if (new Set(names).size < names.length) problems['env'] ??= 'Each variable stands here once.'
  if (Object.keys(problems).length > 0) return { input: null, problems }
  const input = createEnvironment.safeParse({ name: draft.name, kind: draft.kind, config })
  return input.success ? { input: input.data, problems } : { input: null, problems: { name: z.prettifyError(input.error) } }
}

function configOf(draft: EnvironmentDraft): Record<string, unknown> {
  const { kind, source } = draft
  const docker = kind === 'DOCKER'
  return {
    ...draft.others,
    ...(docker && draft.engine !== 'usual' ? { engine: engineOf(draft) } : {}),
    ...(docker && source === 'image' ? { image: draft.image.trim() } : {}),
    ...(docker && source === 'dockerfile' ? { dockerfile: draft.dockerfile } : {}),
    ...(docker ? { ...number('cpus', draft.cpus), ...number('memoryMiB', draft.memoryMiB), ...number('pids', draft.pids), ...given('network', draft.network) } : {}),
    ...given('credentials', draft.credentials),
    ...(draft.sshAgent ? { sshAgent: true } : {}),
    ...(draft.partialClone ? { partialClone: true } : {}),
    ...given('permissionMode', draft.permissionMode),
    ...(draft.idle === 'usual' ? {} : draft.idle === 'never' ? { idleTimeoutMinutes: null } : { idleTimeoutMinutes: toNumber(draft.idleMinutes) }),
    ...given('setupCommand', draft.setupCommand),
    ...(draft.env.length === 0 ? {} : { env: Object.fromEntries(draft.env.map(({ name, value }) => [name.trim(), value])) }),
  }
}

function engineOf({ engine, socket, host, port, user, identityFile, tls, ca, cert, key }: EnvironmentDraft): Record<string, unknown> {
  if (engine === 'unix') return { type: 'unix', path: socket.trim() }
  const at = { host: host.trim(), ...number('port', port) }
  if (engine === 'tcp') return { type: 'tcp', ...at, ...(tls ? { tls: { ca: ca.trim(), cert: cert.trim(), key: key.trim() } } : {}) }
  return { type: 'ssh', ...at, ...given('user', user), ...given('identityFile', identityFile) }
}

function engineDraft(engine: DockerConfig['engine']): Partial<EnvironmentDraft> {
  switch (engine?.type) {
    case undefined:
      return {}
    case 'unix':
      return { engine: 'unix', socket: engine.path }
    case 'tcp':
      return { engine: 'tcp', host: engine.host, port: String(engine.port), tls: engine.tls !== undefined, ...engine.tls }
    case 'ssh':
      return { engine: 'ssh', host: engine.host, port: text(engine.port), user: engine.user ?? '', identityFile: engine.identityFile ?? '' }
  }
}

const text = (value: number | undefined): string => (value === undefined ? '' : String(value))
const toNumber = (typed: string): number => (typed.trim() === '' ? NaN : Number(typed))
const given = (key: string, typed: string): Record<string, string> => (typed.trim() === '' ? {} : { [key]: typed.trim() })
const number = (key: string, typed: string): Record<string, number> => (typed.trim() === '' ? {} : { [key]: Number(typed) })
