import { existsSync, readFileSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import type { DockerOptions } from 'dockerode'
import { Problem } from '../problem.ts'

/** Where an engine is, as dockerode takes it, and in words. */
export type Endpoint = { options: DockerOptions; name: string }

type Env = Record<string, string | undefined>

/** Reads a DOCKER_HOST (`unix://`, `tcp://`, `ssh://`); null is the default socket. Throws a Problem that names the forms. */
export function endpointOf(dockerHost: string | null, env: Env = {}): Endpoint {
  if (dockerHost === null || dockerHost === '') return unixSocket(defaultSocket(env))
  if (dockerHost.startsWith('unix://')) return unixSocket(dockerHost.slice('unix://'.length))
  const url = URL.canParse(dockerHost) ? new URL(dockerHost) : null
  switch (url?.protocol) {
    case 'tcp:':
    case 'http:':
    case 'https:':
      return overTcp(url, env)
    case 'ssh:':
      return overSsh(url, env)
    case undefined:
    default:
      throw new Problem('bad-input', `DOCKER_HOST takes unix:///path, tcp://host:port or ssh://user@host; it is "${dockerHost}".`)
  }
}

// `host` is named though it is not set: else dockerode takes the one of its own environment.
function unixSocket(path: string): Endpoint {
  return { options: { socketPath: path, host: undefined }, name: 'the local socket' }
}

function overTcp(url: URL, env: Env): Endpoint {
  const folder = env['DOCKER_CERT_PATH']
  const secure = url.protocol === 'https:' || url.port === '2376' || (env['DOCKER_TLS_VERIFY'] ?? '') !== ''
  const read = (name: string): string => readFileSync(join(folder ?? join(homedir(), '.docker'), name), 'utf8')
  const keys = secure ? { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') } : {}
  return { options: { protocol: secure ? 'https' : 'http', host: url.hostname, port: Number(url.port || (secure ? 2376 : 2375)), ...keys }, name: url.host }
}

function overSsh(url: URL, env: Env): Endpoint {
  const agent = env['SSH_AUTH_SOCK']
  const username = url.username || env['USER'] || 'root'
  return { options: { protocol: 'ssh', host: url.hostname, port: Number(url.port || 22), username, ...(agent ? { sshOptions: { agent } } : {}) }, name: url.host }
}

function defaultSocket(env: Env): string {
  const ofDesktop = join(env['HOME'] ?? homedir(), '.docker/run/docker.sock')
  return existsSync(ofDesktop) ? ofDesktop : '/var/run/docker.sock'
}

/** How to get an engine on this machine, as the end of a sentence. */
export function howToInstall(): string {
  if (platform() === 'darwin') return 'install Docker Desktop, OrbStack or Colima and start it'
  if (isWsl()) return 'switch on the WSL integration of Docker Desktop for this distribution, or install Docker Engine in it'
  return 'install Docker Engine (https://docs.docker.com/engine/install/) and start it'
}

function isWsl(): boolean {
  return existsSync('/proc/version') && /microsoft/i.test(readFileSync('/proc/version', 'utf8'))
}
