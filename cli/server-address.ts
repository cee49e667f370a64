import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Failure, UsageError } from './failure.ts'
import { readServers } from './remembered-servers.ts'

export type ServerAddress = { url: string; token: string }
export type AddressFlags = { url: string | undefined; token: string | undefined; server: string | undefined }
type Env = Readonly<Record<string, string | undefined>>

/** Which claudework is meant: by flag, by environment, by remembered name, else the one on this machine. */
export function serverAddress(flags: AddressFlags, env: Env): ServerAddress {
  if (flags.server !== undefined && flags.url !== undefined) throw new UsageError('Give --server or --url, not both.')
  const token = flags.token ?? set(env['CLAUDEWORK_TOKEN'])
  if (flags.server !== undefined) return remembered(flags.server, flags.token, env)
  const url = flags.url ?? set(env['CLAUDEWORK_URL'])
  if (url !== undefined) return given(checkedUrl(url), token, env)
  const named = set(env['CLAUDEWORK_SERVER'])
  if (named !== undefined) return remembered(named, flags.token, env)
  const byDefault = readServers(env).default
  if (byDefault !== null) return remembered(byDefault, flags.token, env)
  return { url: `http://127.0.0.1:${set(env['PORT']) ?? '4600'}`, token: token ?? localToken(env) }
}

/** The origin of a claudework, without a slash at its end. */
export function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw new UsageError(`A claudework has a URL such as http://127.0.0.1:4600 or https://box.example.net; this is "${text}".`)
  }
  return url.href.replace(/\/+$/, '')
}

function remembered(name: string, token: string | undefined, env: Env): ServerAddress {
  const { servers } = readServers(env)
  const server = servers[name]
  if (server) return { url: server.url, token: token ?? server.token }
  const known = Object.keys(servers)
  throw new UsageError(`No claudework is remembered as "${name}"; ${known.length > 0 ? `there is ${known.join(', ')}` : `remember it with "claudework login --name ${name} --url <url>"`}.`)
}

// This machine's token goes to this machine alone.
function given(url: string, token: string | undefined, env: Env): ServerAddress {
  if (token !== undefined) return { url, token }
  if (['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)) return { url, token: localToken(env) }
  throw new UsageError(`Give the token of ${url} with --token or CLAUDEWORK_TOKEN, or remember both with "claudework login --name <name> --url ${url}".`)
}

function localToken(env: Env): string {
  const dataDir = set(env['CLAUDEWORK_DATA_DIR']) ?? join(set(env['XDG_DATA_HOME']) ?? join(homedir(), '.local/share'), 'claudework')
  try {
    return readFileSync(join(dataDir, 'token'), 'utf8').trim()
  } catch (error) {
    throw new Failure(`There is no API token in ${dataDir}: start claudework once with "claudework serve", or say which one is meant with --url and --token.`, { cause: error })
  }
}

function set(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text
}
