import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createClient } from '@libsql/client'
import { expect, test } from 'vitest'
import { hasCode } from './busy.ts'
import { openDb, type Db } from './client.ts'
import { inspectFile } from './database-file.ts'
import { migrationsIn } from './migration.ts'
import { signIns } from './schema.ts'

const migrations = migrationsIn('db/migrations')
const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'claudework-db-')), 'test.db')
const signIn = (id: string): typeof signIns.$inferInsert => ({ id, cookieHash: id, keyHash: 'k', userAgent: '', createdAt: '', expiresAt: '' })
const insert = (db: Db, id: string): Promise<unknown> => db.write((writer) => writer.insert(signIns).values(signIn(id)))
const spawnHere = (program: string, file: string): ChildProcess => spawn(process.execPath, [join(import.meta.dirname, 'testing', program), file], { stdio: ['pipe', 'pipe', 'inherit'] })

/** Another process that holds the database; `letGo` resolves when it is gone. */
async function held(file: string): Promise<{ letGo: () => Promise<void> }> {
  const child = spawnHere('hold.ts', file)
  const gone = once(child, 'exit')
  if (child.stdout) await once(createInterface({ input: child.stdout }), 'line')
  return { letGo: async () => {
    child.stdin?.end()
    await gone
  } }
}

async function rowsIn(file: string): Promise<Set<string>> {
  const client = createClient({ url: `file:${file}` })
  const { rows } = await client.execute('SELECT id FROM sign_ins')
  client.close()
  return new Set(rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])))
}

test('F38 a write waits for another process that holds the database, and the event loop does not', async () => {
  const file = newFile()
  const db = await openDb({ url: `file:${file}`, migrations })
  const other = await held(file)
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 5)
  const began = performance.now()
  const released = new Promise((resolve) => { setTimeout(resolve, 1_500) }).then(() => other.letGo())
  await Promise.all([insert(db, 'waits'), released])
  clearInterval(timer)
  expect(performance.now() - began).toBeGreaterThan(1_400)
  expect(longest).toBeLessThan(1_000)
  expect(await rowsIn(file)).toEqual(new Set(['waits']))
  db.close()
})

test('F38 F39 a database that stays held is an error in the end, leaves no transaction open, and the next write is durable', async () => {
  const file = newFile()
  const db = await openDb({ url: `file:${file}`, migrations, patienceMs: 300 })
  const other = await held(file)
  const failure: unknown = await db.write((writer) => writer.transaction(async (tx) => { await tx.insert(signIns).values(signIn('never')) })).catch((error: unknown) => error)
  expect(hasCode(failure, 'SQLITE_BUSY')).toBe(true)
  // Reads go on meanwhile.
  expect(await db.read.$count(signIns)).toBe(0)
  await other.letGo()
  await insert(db, 'after')
  await db.write((writer) => writer.transaction(async (tx) => { await tx.insert(signIns).values(signIn('and-after')) }))
  expect(await rowsIn(file)).toEqual(new Set(['after', 'and-after']))
  db.close()
})

test('F39 a transaction that its program abandons is undone, and keeps nobody out', async () => {
  const file = newFile()
  const db = await openDb({ url: `file:${file}`, migrations })
  await expect(db.write((writer) => writer.transaction(async (tx) => {
    await tx.insert(signIns).values(signIn('abandoned'))
    throw new Error('changed its mind')
  }))).rejects.toThrow('changed its mind')
  await insert(db, 'after')
  expect(await rowsIn(file)).toEqual(new Set(['after']))
  db.close()
})

const kills = Number(process.env['CLAUDEWORK_SEEDS'] ?? 5)
test(`F40 killed with -9 in the middle of writes, ${String(kills)} times: what was acknowledged is there, and the file is whole`, { timeout: 20_000 + kills * 3_000 }, async () => {
  const file = newFile()
  const acknowledged: string[] = []
  for (let run = 0; run < kills; run++) {
    const child = spawnHere('write-rows.ts', file)
    const gone = once(child, 'exit')
    const enough = 20 + ((run * 37) % 90)
    let count = 0
    if (child.stdout) for await (const id of createInterface({ input: child.stdout })) {
      acknowledged.push(id)
      if (++count === enough) child.kill('SIGKILL')
    }
    await gone
    expect(await inspectFile(file)).toEqual({ state: 'whole' })
  }
  const rows = await rowsIn(file)
  expect(acknowledged.filter((id) => !rows.has(id))).toEqual([])
  expect(acknowledged.length).toBeGreaterThan(kills * 19)
})
