import { constants, closeSync, fsyncSync, fchmodSync, fstatSync, ftruncateSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from './wire/refusal.ts'

/** 2^53 / 2^40, less one: an offset has to stay a whole number. */
const maxIncarnation = 8_191

/**
 * Counts this start of the supervisor, durably, before anything is printed: an offset is never used for two things, also
 * when the supervisor is killed. The first start is 0.
 */
export function nextIncarnation(folder: string): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'incarnation')
  const known = readCount(path)
  const next = known === null ? 0 : Math.min(known + 1, maxIncarnation)
  replaceFile(path, String(next))
  return next
}

function readCount(path: string): number | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  // The agent can write here. What is no count may have been any: begin far above what was ever reached by counting.
  return /^\d{1,4}$/.test(text.trim()) ? Number(text) : maxIncarnation >> 1
}

/** Writes a file whole or not at all; durably, unless it is written anew whenever it is needed. */
export function replaceFile(path: string, data: string | Uint8Array, { mode = 0o600, durable = true }: { mode?: number; durable?: boolean } = {}): void {
  const temporary = `${path}.new`
  const fd = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW, mode)
  try {
    fchmodSync(fd, mode)
    writeWhole(fd, data)
    if (durable) fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(temporary, path)
}

/** Puts a file below `folder`, making folders on the way. Goes through no symbolic link: the agent can make them. */
export function placeFile(folder: string, file: { path: string; data: Uint8Array; mode: number; ifAbsent: boolean; at?: number | undefined }): boolean {
  const parts = file.path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))) {
    throw new Refusal('bad-input', 'A file path must be relative and stay inside the state folder.')
  }
  const name = parts.pop() ?? ''
  let at = folder
  for (const part of parts) {
    at = join(at, part)
    const known = lstatSync(at, { throwIfNoEntry: false })
    if (!known) mkdirSync(at, { mode: 0o700 })
    else if (!known.isDirectory()) throw new Refusal('precondition', `${file.path} cannot be written: ${part} is not a folder.`)
  }
  const path = join(at, name)
  const known = lstatSync(path, { throwIfNoEntry: false })
  if (known && file.ifAbsent) return false
  if (known && !known.isFile()) throw new Refusal('precondition', `${file.path} cannot be written: it is not a regular file.`)
  if (file.at !== undefined && file.at > 0) {
    goOn(path, file.data, file.at)
    return true
  }
  // What is not left alone once it is there is put there again at every start.
  replaceFile(path, file.data, { mode: file.mode, durable: file.ifAbsent })
  return true
}

/** A part that is sent again, since nobody heard what became of it, stands in the file once. */
function goOn(path: string, data: Uint8Array, at: number): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  try {
    if (fstatSync(fd).size < at) throw new Refusal('precondition', 'The beginning of this file is missing; send it from its beginning.')
    ftruncateSync(fd, at)
    for (let written = 0; written < data.length;) written += writeSync(fd, data, written, data.length - written, at + written)
  } finally {
    closeSync(fd)
  }
}

function writeWhole(fd: number, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
}
