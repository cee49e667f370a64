import { existsSync, readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { DockerOptions } from 'dockerode'
import { Problem } from '../problem.ts'
import { createSshAgent } from './ssh-agent.ts'

/** Where an engine is, as settings say it. Certificates and keys are PEM texts or paths of PEM files. */
export type EngineAddress =
  | { type: 'unix'; path: string }
  | { type: 'tcp'; host: string; port: number; tls?: { ca: string; cert: string; key: string } | undefined }
  | { type: 'ssh'; host: string; port?: number | undefined; user?: string | undefined; identityFile?: string | undefined }

/** Where an engine is, as dockerode takes it, and in words. */
export type Endpoint = {
  options: DockerOptions & { agent: Agent }
  name: string
  secure: boolean
  /** Lets go of the connections that nobody uses now. */
  close: () => void
}

type Env = Record<string, string | undefined>

/** Reads a DOCKER_HOST (`unix://`, `tcp://`, `ssh://`); null is the default socket. Throws a Problem that names the forms. */
export function addressOf(dockerHost: string | null, env: Env = {}): EngineAddress {
  if (dockerHost === null || dockerHost === '') return { type: 'unix', path: defaultSocket(env) }
  if (dockerHost.startsWith('unix:///')) return { type: 'unix', path: dockerHost.slice('unix://'.length) }
  const url = URL.canParse(dockerHost) && new URL(dockerHost).hostname !== '' ? new URL(dockerHost) : null
  switch (url?.protocol) {
    case 'tcp:':
    case 'http:':
    case 'https:':
      return tcpAddress(url, env)
    case 'ssh:':
      return { type: 'ssh', host: url.hostname, port: url.port === '' ? undefined : Number(url.port), user: url.username || undefined }
    case undefined:
    default:
      throw new Problem('bad-input', `DOCKER_HOST takes unix:///path, tcp://host:port or ssh://user@host; it is "${dockerHost}".`)
  }
}

function tcpAddress(url: URL, env: Env): EngineAddress {
  const folder = env['DOCKER_CERT_PATH'] ?? join(homedir(), '.docker')
  const secure = url.protocol === 'https:' || url.port === '2376' || (env['DOCKER_TLS_VERIFY'] ?? '') !== ''
  const tls = secure ? { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') } : undefined
  return { type: 'tcp', host: url.hostname, port: Number(url.port || (secure ? 2376 : 2375)), tls }
}

/** Throws a Problem where a certificate or key cannot be read. */
export function endpointOf(address: EngineAddress, env: Env = {}): Endpoint {
  switch (address.type) {
    case 'unix': {
      const agent = new Agent({ keepAlive: true })
      // `host` is named though it is not set: else dockerode takes the one of its own environment.
      return { options: { socketPath: address.path, host: undefined, protocol: 'http', agent }, name: 'the local socket', secure: false, close: () => { agent.destroy() } }
    }
    case 'tcp':
      return overTcp(address)
    case 'ssh': {
      const agent = createSshAgent(address, env)
      return { options: { protocol: 'http', host: 'engine.invalid', port: 80, agent }, name: address.host, secure: false, close: () => { agent.destroy() } }
    }
  }
}

function overTcp({ host, port, tls }: EngineAddress & { type: 'tcp' }): Endpoint {
  const agent = tls ? new SecureAgent({ keepAlive: true, ca: pemOf(tls.ca), cert: pemOf(tls.cert), key: pemOf(tls.key) }) : new Agent({ keepAlive: true })
  return { options: { protocol: tls ? 'https' : 'http', host, port, agent }, name: `${host}:${String(port)}`, secure: tls !== undefined, close: () => { agent.destroy() } }
}

/** The PEM text itself, or what is in its file. */
function pemOf(textOrPath: string): string {
  if (!textOrPath.startsWith('/')) return textOrPath
  try {
    return readFileSync(textOrPath, 'utf8')
  } catch (error) {
    throw new Problem('precondition', `The file ${textOrPath}, which the connection to the Docker engine needs, cannot be read; put it there, or change the environment's engine.`, { cause: error })
  }
}

function defaultSocket(env: Env): string {
  const ofDesktop = join(env['HOME'] ?? homedir(), '.docker/run/docker.sock')
  return existsSync(ofDesktop) ? ofDesktop : '/var/run/docker.sock'
}
