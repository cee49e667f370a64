import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { createClient, type Client } from '@libsql/client'
import { Mutex } from 'async-mutex'
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql'
import { environmentColumn } from './before-environments.ts'
import { retryWhileBusy } from './busy.ts'
import { copiesIn, markStatement, pathOf, pruneCopies, stampOf } from './database-file.ts'
import type { Migration } from './migration.ts'
import * as schema from './schema.ts'

export type Db = {
  /** Reads. */
  readonly read: LibSQLDatabase<typeof schema>
  /** One write at a time: libSQL answers concurrent writers with SQLITE_BUSY at once. */
  write<T>(work: (db: LibSQLDatabase<typeof schema>) => Promise<T>): Promise<T>
  /** A whole copy as a file, taken while others read and write. Not for a database server. */
  copyTo(file: string): Promise<void>
  close(): void
}

export type OpenOptions = {
  url: string
  migrations: Migration[]
  authToken?: string | undefined
  /** Where a copy goes before a migration of a file that is in use; left out = none is made. */
  backups?: string
  now?: () => number
  /** How long a write waits for another process that holds the file. */
  patienceMs?: number
}

/** The file is not for this program: its message says which is. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal'
}

const keptCopies = 10

/**
 * Opens the database and brings it to the newest schema.
 * Throws where the file was written by a newer claudework.
 */
export async function openDb(options: OpenOptions): Promise<Db> {
  const client = createClient({ url: options.url, ...(options.authToken ? { authToken: options.authToken } : {}) })
  const path = pathOf(options.url)
  try {
    if (path !== null) {
      await retryWhileBusy(client, () => client.execute('PRAGMA journal_mode=WAL'))
      restrictMode(path)
    }
    await retryWhileBusy(client, () => migrate(client, options))
    if (path !== null) await retryWhileBusy(client, () => mark(client))
  } catch (error) {
    client.close()
    throw error
  }
  const db = drizzle(client, { schema })
  const writer = new Mutex()
  return {
    read: db,
    write: (work) => writer.runExclusive(() => retryWhileBusy(client, () => work(db), options.patienceMs)),
    copyTo: (file) => writer.runExclusive(() => retryWhileBusy(client, () => copy(client, file))),
    close: () => { client.close() },
  }
}

async function mark(client: Client): Promise<void> {
  const [row] = (await client.execute('PRAGMA application_id')).rows
  if (Number(row?.[0] ?? 0) === 0) await client.execute(markStatement)
}

/** Appears under its name when it is whole. */
async function copy(client: Client, file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const partial = `${file}.partial-${String(process.pid)}-${String(performance.now())}`
  await client.execute({ sql: 'VACUUM INTO ?', args: [partial] })
  chmodSync(partial, 0o600)
  renameSync(partial, file)
}

/** The rows are those of drizzle-kit's own migrator, so that either can go on where the other stopped. */
async function migrate(client: Client, { migrations, backups, now = Date.now }: OpenOptions): Promise<void> {
  await client.execute('CREATE TABLE IF NOT EXISTS __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)')
  const newest = await client.execute('SELECT max(created_at) AS at FROM __drizzle_migrations')
  const last = Number(newest.rows[0]?.['at'] ?? 0)
  if (last > (migrations.at(-1)?.when ?? 0)) {
    throw new DatabaseRefusal('This database was written by a newer claudework. Start that version again, or give this one a data directory of its own.')
  }
  const pending = migrations.filter((migration) => migration.when > last)
  const older = await environmentColumn(client)
  if (pending.length === 0 && older.length === 0) return
  if (last > 0 && backups !== undefined && client.protocol === 'file') {
    await copy(client, `${backups}/${stampOf(new Date(now()))}-before-${pending[0]?.tag ?? 'environments'}.db`)
    pruneCopies(backups, keptCopies)
  }
  await client.migrate([
    ...older,
    ...pending.flatMap((migration) => [
      ...migration.sql.split('--> statement-breakpoint'),
      { sql: 'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)', args: [migration.hash, migration.when] },
    ]),
  ])
}

function restrictMode(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600)
}

/** Takes a copy of a database file where the newest is older than this. */
export async function copyIfOld(db: Db, options: { backups: string; now: number; olderThanMs: number }): Promise<boolean> {
  const newest = copiesIn(options.backups)[0]
  const stamp = stampOf(new Date(options.now))
  const oldest = stampOf(new Date(options.now - options.olderThanMs))
  if (newest !== undefined && newest.slice(options.backups.length + 1) > oldest) return false
  await db.copyTo(`${options.backups}/${stamp}.db`)
  pruneCopies(options.backups, keptCopies)
  return true
}
