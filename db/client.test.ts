import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { expect, it } from 'vitest'
import { openDb } from './client.ts'
import { migrationsIn } from './migration.ts'
import { signIns } from './schema.ts'

const migrations = migrationsIn('db/migrations')

function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'claudework-db-')), 'test.db')
}

function signIn(id: string): typeof signIns.$inferInsert {
  return { id, cookieHash: id, keyHash: 'k', userAgent: '', createdAt: '', expiresAt: '' }
}

it('A27: the file is for its owner only, in WAL', async () => {
  const file = newFile()
  const db = await openDb({ url: `file:${file}`, migrations })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const client = createClient({ url: `file:${file}` })
  expect((await client.execute('PRAGMA journal_mode')).rows[0]?.['journal_mode']).toBe('wal')
  client.close()
  db.close()
})

it('F38: many writers at once all succeed, transactions among them', async () => {
  const db = await openDb({ url: `file:${newFile()}`, migrations })
  await Promise.all(Array.from({ length: 40 }, (_, index) =>
    db.write((writer) => writer.transaction(async (tx) => {
      await tx.insert(signIns).values(signIn(String(index)))
      await Promise.resolve()
    }))))
  expect(await db.read.$count(signIns)).toBe(40)
  db.close()
})

it('keeps what was written over a reopening, and runs no migration twice', async () => {
  const url = `file:${newFile()}`
  const first = await openDb({ url, migrations })
  await first.write((writer) => writer.insert(signIns).values(signIn('a')))
  first.close()
  const second = await openDb({ url, migrations })
  expect(await second.read.$count(signIns)).toBe(1)
  second.close()
})

it('F21: refuses a database of a newer version with a sentence', async () => {
  const url = `file:${newFile()}`
  const newer = [...migrations, { tag: '9999_later', when: Date.now() * 2, sql: 'CREATE TABLE later (a)', hash: 'x' }]
  const db = await openDb({ url, migrations: newer })
  db.close()
  await expect(openDb({ url, migrations })).rejects.toThrow(/written by a newer claudework/)
})
