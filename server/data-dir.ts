import { randomBytes } from 'node:crypto'
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Problem } from './problem.ts'
import { isSameProcess, startTimeOf } from './process-identity.ts'
import { replaceFile } from './replace-file.ts'

export type DataDir = {
  path: string
  database: string
  /** It was opened before: what is missing in it was lost. */
  used: boolean
  /** The API token, made on first use. */
  token(): string
  /** Random part of the page's host name, once per installation. */
  label: string
  /** Signs the labels of what we make on an engine; its fingerprint is the instance's name. */
  signingKey: Buffer
  release(): void
}

/** Opens the data directory for this process alone: 0700, its secrets 0600, a lock that names who holds it. */
export function openDataDir(path: string, beforeUse: (path: string) => void = () => undefined): DataDir {
  const release = readable(path, () => {
    const isNew = mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined
    if (!isNew && isShared(path)) throw new Problem('precondition', `The data directory ${path} holds other things and is open to others; claudework would close it to them. Set CLAUDEWORK_DATA_DIR to a folder of its own, such as ${join(path, 'claudework')}.`)
    chmodSync(path, 0o700)
    return lock(join(path, 'lock'))
  })
  readable(path, () => { beforeUse(path) })
  const used = existsSync(join(path, 'signing-key'))
  const secret = (name: string, make: () => string) => readOrMake(join(path, name), make)
  return {
    path,
    used,
    database: `file:${join(path, 'claudework.db')}`,
    token: () => secret('token', () => randomBytes(32).toString('base64url')),
    // Letters and digits only, and a letter first: it is part of a host name.
    label: secret('label', () => `c${randomBytes(8).toString('hex')}`),
    signingKey: Buffer.from(secret('signing-key', () => randomBytes(32).toString('hex')), 'hex'),
    release,
  }
}

/** Somebody may say /tmp, or their home: that is not ours to close. One that is closed stays as it is, and a folder with a database or a log in it may well be meant for us. */
function isShared(path: string): boolean {
  const { mode } = statSync(path)
  const isOpen = (mode & 0o077) !== 0
  const isEverybodys = (mode & 0o002) !== 0 || resolve(path) === homedir() || resolve(path) === '/'
  return isOpen && isEverybodys && !existsSync(join(path, 'signing-key')) && readdirSync(path).some((name) => name !== 'lost+found')
}

/** What keeps a folder from being used, as a sentence that names it. */
function readable<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const code = codeOf(error) === 'ENOENT' ? (refusalAbove(path) ?? 'ENOENT') : codeOf(error)
    const trouble = typeof code === 'string' ? troubles[code] : undefined
    if (trouble === undefined) throw error
    throw new Problem('precondition', `The data directory ${path} cannot be used: ${trouble}, or set CLAUDEWORK_DATA_DIR to another folder.`, { cause: error })
  }
}

/** Making several folders at once says "no such file" for whatever stood in the way. */
function refusalAbove(path: string): unknown {
  let folder = path
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  try {
    accessSync(folder, constants.W_OK)
    return null
  } catch (error) {
    return codeOf(error)
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

const troubles: Partial<Record<string, string>> = {
  EROFS: 'its file system is read-only; make it writable',
  EACCES: 'the user that runs claudework may not write there; give it to that user',
  EPERM: 'the user that runs claudework may not write there; give it to that user',
  ENOSPC: 'its disk is full; free some space',
  EDQUOT: "its disk quota is used up; free some space",
  ENOTDIR: 'a part of the path is a file; move it away',
  EEXIST: 'there is a file of this name; move it away',
  ENOENT: 'it cannot be made there; make its parent folder',
}

function readOrMake(file: string, make: () => string): string {
  if (existsSync(file)) {
    if ((statSync(file).mode & 0o077) !== 0) {
      throw new Problem('precondition', `Others on this machine can read ${file}; claudework wants it to be yours alone. Run: chmod 600 ${file}`)
    }
    const text = readFileSync(file, 'utf8').trim()
    if (text) return text
  }
  const text = make()
  replaceFile(file, `${text}\n`)
  return text
}

function lock(file: string): () => void {
  const mine = JSON.stringify({ pid: process.pid, startTime: startTimeOf(process.pid) })
  try {
    writeFileSync(file, mine, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    const holder = holderOf(file)
    if (holder && holder.pid !== process.pid && isSameProcess(holder)) {
      throw new Problem('conflict', `Another claudework (process ${String(holder.pid)}) uses this data directory. Stop it, or set CLAUDEWORK_DATA_DIR to another folder; "claudework login" prints a link to the one that runs.`)
    }
    writeFileSync(file, mine, { mode: 0o600 })
  }
  return () => { if (existsSync(file) && readFileSync(file, 'utf8') === mine) rmSync(file) }
}

/** null where the file is torn: its writer died in the middle. */
function holderOf(file: string): { pid: number; startTime: string | null } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; startTime: string | null }
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
