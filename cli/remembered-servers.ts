import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure } from './failure.ts'
import { parsedJson } from './parsed-json.ts'

export type Servers = { servers: Record<string, { url: string; token: string }>; default: string | null }
type Env = Readonly<Record<string, string | undefined>>

export function serversFile(env: Env): string {
  const config = env['XDG_CONFIG_HOME']
  return join(config === undefined || config === '' ? join(homedir(), '.config') : config, 'claudework/servers.json')
}

/** The servers that "login --name" remembers. Throws where others could read their tokens. */
export function readServers(env: Env): Servers {
  const path = serversFile(env)
  let content
  try {
    if ((statSync(path).mode & 0o077) !== 0) throw new Failure(`Others on this machine can read ${path}, which holds tokens; run: chmod 600 ${path}`)
    content = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { servers: {}, default: null }
    throw error
  }
  const servers = parsedJson(content)
  if (!isServers(servers)) throw new Failure(`${path} is not what "claudework login" writes; mend it, or remove it and log in again.`)
  return servers
}

// By hand: every command reads this file, and a schema library would be most of what a short one loads.
function isServers(value: unknown): value is Servers {
  if (!isObject(value) || !isObject(value['servers'])) return false
  const byDefault = value['default']
  return (byDefault === null || typeof byDefault === 'string') && Object.values(value['servers']).every((each) => isObject(each) && typeof each['url'] === 'string' && typeof each['token'] === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function writeServers(env: Env, servers: Servers): void {
  const path = serversFile(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.new`, `${JSON.stringify(servers, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
