import { closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { beforeEach, describe, expect, test } from 'vitest'
import { migrationsIn } from '../../db/migration.ts'
import { signIns } from '../../db/schema.ts'
import { backupsIn, openDatabase, type OpenedDatabase } from './open-database.ts'

const migrations = migrationsIn('db/migrations')
let dataDir: string
let file: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'claudework-storage-'))
  file = join(dataDir, 'claudework.db')
})

const open = (options: { used?: boolean; migrations?: typeof migrations } = {}): Promise<OpenedDatabase> =>
  openDatabase({ url: `file:${file}`, migrations, dataDir, used: true, now: Date.now, ...options })
const signIn = (id: string): typeof signIns.$inferInsert => ({ id, cookieHash: id, keyHash: 'k', userAgent: 'x'.repeat(500), createdAt: '', expiresAt: '' })

/** A database with rows, a copy of it, and a row that only the original has. */
async function inUse(): Promise<void> {
  const { db } = await open({ used: false })
  for (let index = 0; index < 200; index++) await db.write((writer) => writer.insert(signIns).values(signIn(`copied-${String(index)}`)))
  await db.copyTo(join(backupsIn(dataDir), '2026-01-01T00-00-00-000Z.db'))
  await db.write((writer) => writer.insert(signIns).values(signIn('later')))
  db.close()
  // Else a journal beside it would mend what a test breaks.
  const client = createClient({ url: `file:${file}` })
  await client.execute('PRAGMA wal_checkpoint(TRUNCATE)')
  client.close()
}

const damages: { what: string; harm: () => void | Promise<void>; reason: RegExp }[] = [
  { what: 'cut to nothing', harm: () => { truncateSync(file) }, reason: /empty/ },
  { what: 'gone', harm: () => { rmSync(file) }, reason: /gone/ },
  { what: 'junk', harm: () => { writeFileSync(file, 'this is no database at all, but more than a hundred bytes of text'.repeat(100)) }, reason: /not a database/ },
  { what: 'overwritten in the middle', harm: () => {
    const descriptor = openSync(file, 'r+')
    writeSync(descriptor, Buffer.alloc(8_192, 0x5a), 0, 8_192, Math.floor(statSync(file).size / 8_192 / 2) * 8_192)
    closeSync(descriptor)
  }, reason: /./ },
  { what: 'an empty database', harm: async () => {
    rmSync(file)
    const client = createClient({ url: `file:${file}` })
    await client.executeMultiple('CREATE TABLE t (a); DROP TABLE t;')
    client.close()
  }, reason: /no tables/ },
]

describe.each(damages)('F41 a database that is $what', ({ what, harm, reason }) => {
  test('gives way to its newest whole copy, is kept aside, and is said', async () => {
    await inUse()
    await harm()
    const { db, recovery } = await open()
    expect(recovery?.reason).toMatch(reason)
    expect(recovery?.copy).toBe(join(backupsIn(dataDir), '2026-01-01T00-00-00-000Z.db'))
    expect(await db.read.$count(signIns)).toBe(200)
    expect(what === 'gone' ? recovery?.aside === null : existsSync(String(recovery?.aside))).toBe(true)
    await db.write((writer) => writer.insert(signIns).values(signIn('after')))
    db.close()
    expect((await open()).recovery).toBeNull()
  })

  test('passes over a copy that is damaged as well', async () => {
    await inUse()
    writeFileSync(join(backupsIn(dataDir), '2026-02-01T00-00-00-000Z.db'), 'junk'.repeat(1_000))
    await harm()
    const { db, recovery } = await open()
    expect(recovery?.copy).toContain('2026-01-01')
    db.close()
  })
})

test('F41 without any copy an empty database takes its place, which is said and never silent', async () => {
  await inUse()
  rmSync(backupsIn(dataDir), { recursive: true })
  truncateSync(file)
  const { db, recovery } = await open()
  expect(recovery).toMatchObject({ reason: 'it is empty', copy: null })
  db.close()
})

test('F41 a first start is no loss', async () => {
  const { db, recovery } = await open({ used: false })
  expect(recovery).toBeNull()
  db.close()
})

test('F41 the database of another program is refused and left alone', async () => {
  const client = createClient({ url: `file:${file}` })
  await client.executeMultiple('CREATE TABLE theirs (a); PRAGMA application_id = 7;')
  client.close()
  await expect(open()).rejects.toThrow(/database of another program/)
  expect(readdirSync(dataDir)).toEqual(['claudework.db'])
})

test('F21 a copy is made before a migration, and few are kept', async () => {
  const { db } = await open({ used: false, migrations: migrations.slice(0, -1) })
  db.close()
  mkdirSync(backupsIn(dataDir), { recursive: true })
  for (let day = 1; day <= 12; day++) copyFileSync(file, join(backupsIn(dataDir), `2026-01-${String(day).padStart(2, '0')}T00-00-00-000Z.db`))
  ;(await open()).db.close()
  const copies = readdirSync(backupsIn(dataDir)).sort()
  expect(copies).toHaveLength(10)
  expect(copies.at(-1)).toMatch(new RegExp(`-before-${migrations.at(-1)?.tag ?? ''}\\.db$`))
  // The copy is what was there before: an older version can go on with it.
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  copyFileSync(join(backupsIn(dataDir), copies.at(-1) ?? ''), file)
  const older = await open({ migrations: migrations.slice(0, -1) })
  expect(older.recovery).toBeNull()
  older.db.close()
})

test('F21 a database of a newer version is refused with a sentence, and left as it is', async () => {
  const newer = [...migrations, { tag: '9999_later', when: Date.now() * 2, sql: 'CREATE TABLE later (a)', hash: 'x' }]
  ;(await open({ used: false, migrations: newer })).db.close()
  await expect(open()).rejects.toThrow(/written by a newer claudework/)
  ;(await open({ migrations: newer })).db.close()
})
