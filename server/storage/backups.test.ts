import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDb, type Db } from '../../db/client.ts'
import { migrationsIn } from '../../db/migration.ts'
import { signIns } from '../../db/schema.ts'
import { createBackups, finishRestore, readyFolder } from './backups.ts'

const migrations = migrationsIn('db/migrations')
const at = Date.UTC(2026, 0, 2, 3, 4, 5)

async function installation(): Promise<{ dataDir: string; db: Db; backups: ReturnType<typeof createBackups> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'claudework-backup-'))
  const db = await openDb({ url: `file:${join(dataDir, 'claudework.db')}`, migrations })
  mkdirSync(join(dataDir, 'rescues'))
  writeFileSync(join(dataDir, 'rescues', `${'a'.repeat(32)}.tar`), Buffer.alloc(3_000_000, 7))
  writeFileSync(join(dataDir, 'signing-key'), 'a key\n')
  writeFileSync(join(dataDir, 'token'), 'not in it\n')
  return { dataDir, db, backups: createBackups({ db, dataDir, now: () => at }) }
}
const write = (db: Db, id: string): Promise<unknown> => db.write((writer) => writer.insert(signIns).values({ id, cookieHash: id, keyHash: 'k', userAgent: '', createdAt: '', expiresAt: '' }))
const sum = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

test('a backup made while rows are written comes back whole, with what was there kept aside', async () => {
  const { dataDir, db, backups } = await installation()
  await write(db, 'before')
  const writer = { stop: false }
  const writing = (async () => {
    for (let index = 0; !writer.stop; index++) {
      await write(db, `during-${String(index)}`)
      // libSQL answers at once, and would let nothing else run.
      await setImmediate()
    }
  })()
  const made = await backups.create()
  writer.stop = true
  await writing
  expect(made.files).toBe(3)
  expect(statSync(made.path).mode & 0o777).toBe(0o600)
  await write(db, 'after')
  writeFileSync(join(dataDir, 'signing-key'), 'another key\n')

  expect(await backups.prepareRestore(made.path)).toEqual({ files: 3, at: 'next start' })
  expect(readFileSync(join(dataDir, 'signing-key'), 'utf8')).toBe('another key\n')
  db.close()
  const aside = finishRestore(dataDir, new Date(at))
  expect(readFileSync(join(dataDir, 'signing-key'), 'utf8')).toBe('a key\n')
  expect(readFileSync(join(String(aside), 'signing-key'), 'utf8')).toBe('another key\n')
  expect(existsSync(join(dataDir, readyFolder))).toBe(false)
  expect(readFileSync(join(dataDir, 'token'), 'utf8')).toBe('not in it\n')
  const restored = await openDb({ url: `file:${join(dataDir, 'claudework.db')}`, migrations })
  const ids = (await restored.read.select({ id: signIns.id }).from(signIns)).map(({ id }) => id)
  expect(ids).toContain('before')
  expect(ids).not.toContain('after')
  restored.close()
  expect(sum(join(dataDir, 'rescues', `${'a'.repeat(32)}.tar`))).toBe(sum(join(String(aside), 'rescues', `${'a'.repeat(32)}.tar`)))
  expect(finishRestore(dataDir, new Date(at))).toBeNull()
})

test('a backup that is damaged, cut short or none is refused, and nothing is left of it', async () => {
  const { dataDir, db, backups } = await installation()
  const made = await backups.create()
  const whole = readFileSync(made.path)
  const refused = async (content: Buffer, says: RegExp): Promise<void> => {
    const file = join(dataDir, 'given.tar')
    writeFileSync(file, content)
    await expect(backups.prepareRestore(file)).rejects.toThrow(says)
    expect(readdirSync(dataDir).filter((name) => name.startsWith('scratch') || name === readyFolder)).toEqual([])
  }
  const changed = Buffer.from(whole)
  changed[changed.length - 2_000_000] = 0
  await refused(changed, /damaged at "rescues/)
  await refused(whole.subarray(0, whole.length - 2_000_000), /cut short|damaged/)
  await refused(Buffer.from('no tar at all'.repeat(200)), /no tar archive|no backup/)
  const evil = Buffer.from(whole)
  evil.write('../signing-key', evil.indexOf('signing-key\0'), 'latin1')
  await refused(evil, /no tar archive|no backup/)
  truncateSync(made.path)
  await expect(backups.prepareRestore(made.path)).rejects.toThrow(/no list of its files/)
  await expect(backups.prepareRestore(join(dataDir, 'nowhere.tar'))).rejects.toThrow(/There is no file/)
  db.close()
})
