import type { ContainerCreateOptions, HostConfig } from '../../docker/containers.ts'

export type Limits = { memory: number; nanoCpus: number | null; pids: number }

const gibibyte = 1024 ** 3

/** The defaults: no session may take the host down. Swap equals memory, so that memory means memory. */
export function limitsFor(host: { memory: number }, wanted: { memoryMiB?: number | undefined; cpus?: number | undefined; pids?: number | undefined } = {}): Limits {
  const byDefault = Math.min(8 * gibibyte, Math.floor(host.memory / 2))
  return {
    memory: wanted.memoryMiB === undefined ? byDefault : wanted.memoryMiB * 1024 ** 2,
    nanoCpus: wanted.cpus === undefined ? null : Math.round(wanted.cpus * 1e9),
    pids: wanted.pids ?? 2048,
  }
}

/** What every container of ours gets. */
export function hardened(limits: Limits): HostConfig {
  return {
    Init: true,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Memory: limits.memory,
    MemorySwap: limits.memory,
    ...(limits.nanoCpus === null ? {} : { NanoCpus: limits.nanoCpus }),
    PidsLimit: limits.pids,
    LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    RestartPolicy: { Name: 'no' },
  }
}

type Mount = NonNullable<HostConfig['Mounts']>[number]

/** A volume as it is: without NoCopy the engine would give an empty one the owner and files of the image's folder. */
export function keptVolume(name: string, target: string, { readOnly = false } = {}): Mount {
  return { Type: 'volume', Source: name, Target: target, ReadOnly: readOnly, VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } } }
}

const allowed: ReadonlySet<string> = new Set([
  'Init', 'CapDrop', 'SecurityOpt', 'Memory', 'MemorySwap', 'NanoCpus', 'PidsLimit', 'LogConfig', 'RestartPolicy', 'NetworkMode', 'Mounts', 'Tmpfs',
])
const allowedOptions: ReadonlySet<string> = new Set(['name', 'Image', 'User', 'WorkingDir', 'Entrypoint', 'Cmd', 'Env', 'Labels', 'StopTimeout', 'AttachStdin', 'OpenStdin', 'StdinOnce', 'AttachStdout', 'AttachStderr', 'HostConfig'])
const allowedNetworks = /^(?:claudework|none|claudework-[\w-]+-net)$/

/** What is wrong with the options of a container of ours, or null. An allow-list, asked before every create: a field that nobody thought of is refused too. */
export function forbiddenIn({ HostConfig: host = {}, ...options }: ContainerCreateOptions): string | null {
  for (const name of Object.keys(options)) if (!allowedOptions.has(name)) return name
  for (const name of Object.keys(host)) if (!allowed.has(name)) return `HostConfig.${name}`
  if (!isOnly(host.CapDrop, 'ALL')) return 'HostConfig.CapDrop'
  if (!isOnly(host.SecurityOpt, 'no-new-privileges')) return 'HostConfig.SecurityOpt'
  if (!allowedNetworks.test(host.NetworkMode ?? '')) return 'HostConfig.NetworkMode'
  if (host.Mounts?.some(({ Type, Source }) => Type !== 'volume' || !/^claudework-[\w.-]+$/.test(Source))) return 'HostConfig.Mounts'
  if (!/^[a-z0-9]/i.test(options.Image ?? '')) return 'Image'
  return null
}

function isOnly(list: unknown, word: string): boolean {
  return Array.isArray(list) && list.length === 1 && list[0] === word
}
