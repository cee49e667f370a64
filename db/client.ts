import { chmodSync, existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createClient, type Client } from '@libsql/client'
import { Mutex } from 'async-mutex'
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql'
import type { Migration } from './migration.ts'
import * as schema from './schema.ts'

export type Db = {
  /** Reads. */
  readonly read: LibSQLDatabase<typeof schema>
  /** One write at a time: libSQL answers concurrent writers with SQLITE_BUSY at once. */
  write<T>(work: (db: LibSQLDatabase<typeof schema>) => Promise<T>): Promise<T>
  close(): void
}

/**
 * Opens the database and brings it to the newest schema.
 * Throws where the file was written by a newer claudework.
 */
export async function openDb(options: { url: string; migrations: Migration[]; authToken?: string | undefined }): Promise<Db> {
  const client = createClient({ url: options.url, ...(options.authToken ? { authToken: options.authToken } : {}) })
  if (client.protocol === 'file') {
    await client.execute('PRAGMA journal_mode=WAL')
    restrictMode(options.url)
  }
  await migrate(client, options.migrations)
  const db = drizzle(client, { schema })
  const writer = new Mutex()
  return {
    read: db,
    write: (work) => writer.runExclusive(() => retryWhenBusy(client, () => work(db))),
    close: () => { client.close() },
  }
}

// A failed SQLITE_BUSY statement is never finalised by the driver and poisons its connection until reconnect().
async function retryWhenBusy<T>(client: Client, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isBusy(error)) throw error
    client.reconnect()
    return work()
  }
}

function isBusy(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && cause.code.startsWith('SQLITE_BUSY')) return true
  }
  return false
}

/** The rows are those of drizzle-kit's own migrator, so that either can go on where the other stopped. */
async function migrate(client: Client, migrations: Migration[]): Promise<void> {
  await client.execute('CREATE TABLE IF NOT EXISTS __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)')
  const newest = await client.execute('SELECT max(created_at) AS at FROM __drizzle_migrations')
  const last = Number(newest.rows[0]?.['at'] ?? 0)
  if (last > (migrations.at(-1)?.when ?? 0)) {
    throw new Error('This database was written by a newer claudework. Start that version again, or give this one a data directory of its own.')
  }
  const pending = migrations.filter((migration) => migration.when > last)
  if (pending.length === 0) return
  await client.migrate(
    pending.flatMap((migration) => [
      ...migration.sql.split('--> statement-breakpoint'),
      { sql: 'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)', args: [migration.hash, migration.when] },
    ]),
  )
}

function restrictMode(url: string): void {
  const path = url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length)
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600)
}
