import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from '../contract/zod.ts'
import { Failure } from './failure.ts'

const file = z.object({
  servers: z.record(z.string(), z.object({ url: z.string(), token: z.string() })),
  default: z.nullable(z.string()),
})
export type Servers = z.infer<typeof file>
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
  try {
    return file.parse(JSON.parse(content))
  } catch (error) {
    throw new Failure(`${path} is not what "claudework login" writes; mend it, or remove it and log in again.`, { cause: error })
  }
}

export function writeServers(env: Env, servers: Servers): void {
  const path = serversFile(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.new`, `${JSON.stringify(servers, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
