import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { gitProtocols, type GitProtocol } from '../contract/repo-url.ts'
import { addressOf, type EngineAddress } from './docker/endpoint.ts'
import { Problem } from './problem.ts'

/** What the operator says by environment variables; docs/SETUP.md lists them. */
export type Config = {
  dataDir: string
  databaseUrl: string | null
  databaseToken: string | null
  port: number
  /** The page's origin behind a TLS proxy; null = the canonical loopback name. */
  origin: string | null
  /** null = made and stored on first start. */
  token: string | null
  gitProtocols: GitProtocol[]
  /** Of environments that name no engine. */
  engineAddress: EngineAddress
  baseImage: string | null
  /** Seconds without a byte after which a clone ends. */
  cloneStallSeconds: number
  /** Bytes that the rescue of one session may have. */
  rescueMost: number
  logLevel: string
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Reads the configuration; throws a Problem that names the variable and what it takes. Set to nothing is not set. */
export function readConfig(given: Record<string, string | undefined>): Config {
  const env = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const dataDir = resolve(env['CLAUDEWORK_DATA_DIR'] ?? join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'), 'claudework'))
  requireLoopback(env['CLAUDEWORK_HOST'])
  return {
    dataDir,
    databaseUrl: readDatabaseUrl(env['DATABASE_URL']),
    databaseToken: env['DATABASE_AUTH_TOKEN'] ?? null,
    port: readPort(env['PORT']),
    origin: readOrigin(env['CLAUDEWORK_ORIGIN']),
    token: readToken(env['CLAUDEWORK_TOKEN']),
    gitProtocols: readProtocols(env['CLAUDEWORK_GIT_PROTOCOLS']),
    engineAddress: addressOf(env['DOCKER_HOST'] ?? null, env),
    baseImage: env['CLAUDEWORK_BASE_IMAGE'] ?? null,
    cloneStallSeconds: readSeconds(env['CLAUDEWORK_CLONE_STALL_S']),
    rescueMost: readMebibytes(env['CLAUDEWORK_RESCUE_MAX_MIB']) * 1024 ** 2,
    logLevel: readLogLevel(env['CLAUDEWORK_LOG_LEVEL']),
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined) return 4600
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Problem('bad-input', `PORT takes a number from 0 to 65535; it is "${text}".`)
  return port
}

// The text itself may hold a token, and is not repeated.
function readDatabaseUrl(text: string | undefined): string | null {
  if (!text) return null
  if (!/^(?:file|libsql|https?|wss?):/.test(text)) throw new Problem('bad-input', 'DATABASE_URL takes file:/path, libsql://host or http://host; it has another form.')
  return text
}

function readLogLevel(text: string | undefined): string {
  const level = text ?? 'info'
  if (!logLevels.includes(level)) throw new Problem('bad-input', `CLAUDEWORK_LOG_LEVEL takes one of ${logLevels.join(', ')}; it is "${level}".`)
  return level
}

function readSeconds(text: string | undefined): number {
  const seconds = Number(text ?? 60)
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3_600) throw new Problem('bad-input', `CLAUDEWORK_CLONE_STALL_S takes whole seconds from 1 to 3600; it is "${text ?? ''}".`)
  return seconds
}

function readOrigin(text: string | undefined): string | null {
  if (!text) return null
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.origin !== text.replace(/\/$/, '')) {
    throw new Problem('bad-input', `CLAUDEWORK_ORIGIN takes scheme, host and port alone, such as https://box.example.net; it is "${text}".`)
  }
  return url.origin
}

function readMebibytes(text: string | undefined): number {
  const mebibytes = Number(text ?? 8_192)
  if (!Number.isFinite(mebibytes) || mebibytes <= 0) throw new Problem('bad-input', `CLAUDEWORK_RESCUE_MAX_MIB takes a number of MiB, such as 8192; it is "${text ?? ''}".`)
  return mebibytes
}

function readToken(text: string | undefined): string | null {
  if (!text) return null
  if (text.length < 16) throw new Problem('bad-input', 'CLAUDEWORK_TOKEN takes at least 16 characters; leave it out to have one made.')
  return text
}

function readProtocols(text: string | undefined): GitProtocol[] {
  const names = (text ?? 'https,ssh').split(',').map((name) => name.trim()).filter(Boolean)
  return names.map((name) => {
    const protocol = gitProtocols.find((known) => known === name)
    if (!protocol) throw new Problem('bad-input', `CLAUDEWORK_GIT_PROTOCOLS takes a list of ${gitProtocols.join(', ')}; "${name}" is none of them.`)
    return protocol
  })
}

// Anything else would put a shell on the network; remote use goes through a TLS proxy on this machine (CLAUDEWORK_ORIGIN).
function requireLoopback(host: string | undefined): void {
  if (!host || host === '127.0.0.1' || host === 'localhost' || host === '::1') return
  throw new Problem('bad-input', `CLAUDEWORK_HOST takes a loopback address, since whoever reaches claudework has a shell; it is "${host}". Put a TLS proxy in front and set CLAUDEWORK_ORIGIN instead.`)
}
