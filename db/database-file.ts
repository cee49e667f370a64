// A database as a file: whether it is whole and ours, copies of it, and what to do with one that is not.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClient, type ResultSet } from '@libsql/client'
import { hasCode } from './busy.ts'

/** "CLWK": says of a SQLite file that it is ours. */
const applicationId = 0x434c574b
/** Written by drizzle-kit's migrator as well as by ours; a database that ever was in use has rows in it. */
const migrationsTable = '__drizzle_migrations'

export type FileVerdict =
  | { state: 'whole' }
  | { state: 'missing' }
  /** Corrupt, junk, cut to nothing, or emptied. */
  | { state: 'damaged'; reason: string }
  /** A database of some other program: not to be touched. */
  | { state: 'foreign' }

/** The path of a `file:` URL; null for a database server. */
export function pathOf(url: string): string | null {
  if (!url.startsWith('file:')) return null
  return url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length)
}

/** Reads the whole file. A lock of another process is not damage: it throws. */
export async function inspectFile(path: string): Promise<FileVerdict> {
  if (!existsSync(path)) return { state: 'missing' }
  // SQLite takes a file of no bytes for a new database.
  if (statSync(path).size === 0) return { state: 'damaged', reason: 'it is empty' }
  const client = createClient({ url: `file:${path}` })
  try {
    const [said] = textsOf(await client.execute('PRAGMA quick_check(1)'))
    if (said !== 'ok') return { state: 'damaged', reason: said?.split('\n')[0] ?? 'it is corrupt' }
    const [id] = (await client.execute('PRAGMA application_id')).rows
    const tables = new Set(textsOf(await client.execute("SELECT name FROM sqlite_master WHERE type = 'table'")))
    const named = Number(id?.[0] ?? 0)
    if (named !== 0 && named !== applicationId) return { state: 'foreign' }
    if (!tables.has(migrationsTable)) return tables.size === 0 ? { state: 'damaged', reason: 'it holds no tables' } : { state: 'foreign' }
    return { state: 'whole' }
  } catch (error) {
    if (hasCode(error, 'SQLITE_NOTADB') || hasCode(error, 'SQLITE_CORRUPT')) return { state: 'damaged', reason: 'it is not a database' }
    throw error
  } finally {
    client.close()
  }
}

function textsOf({ rows }: ResultSet): string[] {
  return rows.flatMap((row) => (typeof row[0] === 'string' ? [row[0]] : []))
}

/** Marks it as ours. */
export const markStatement = `PRAGMA application_id = ${String(applicationId)}`

/** Moves a database with its journal out of the way; answers where it lies now. */
export function setAside(path: string, folder: string, stamp: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const target = join(folder, `${stamp}-${basename(path)}`)
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix)
  return target
}

/** Copies of the database in a folder, newest first. Their names begin with the time they were made. */
export function copiesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => name.endsWith('.db')).sort().reverse().map((name) => join(folder, name))
}

/** Keeps the newest copies. */
export function pruneCopies(folder: string, kept: number): void {
  for (const file of copiesIn(folder).slice(kept)) rmSync(file, { force: true })
}

/** `2026-01-02T03-04-05-678Z`: sorts by time, and is a file name anywhere. */
export function stampOf(at: Date): string {
  return at.toISOString().replaceAll(/[:.]/g, '-')
}
