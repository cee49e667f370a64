import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDb, type Db } from '../../db/client.ts'
import { migrationsIn } from '../../db/migration.ts'
import { signIns } from '../../db/schema.ts'
import { createAuth } from './auth.ts'

const origin = 'http://claudework-c1.localhost:4600'
let db: Db
let time = 0

const openAuth = (): ReturnType<typeof createAuth> => createAuth({ db, origin, port: 4600, token: 'a token of some length', now: () => time })

beforeEach(async () => {
  time = Date.parse('2026-01-01T00:00:00Z')
  const url = `file:${join(mkdtempSync(join(tmpdir(), 'claudework-auth-')), 'test.db')}`
  db = await openDb({ url, migrations: migrationsIn('db/migrations') })
})

function codeIn(url: string): string {
  return new URL(url).hash.replace('#code=', '')
}

describe('sign-in codes', () => {
  it('A21: work once, and are in the fragment only', async () => {
    const { codes } = await openAuth()
    const { url } = codes.create()
    expect(url.startsWith(`${origin}/sign-in#code=`)).toBe(true)
    expect(codes.take(codeIn(url))).toBe(true)
    expect(codes.take(codeIn(url))).toBe(false)
  })

  it('end after five minutes', async () => {
    const { codes } = await openAuth()
    const { url } = codes.create()
    time += 5 * 60_000 + 1
    expect(codes.take(codeIn(url))).toBe(false)
  })
})

it('A17 A19: at most ten codes a minute are compared, however they come', async () => {
  const { attempts } = await openAuth()
  const tries = await Promise.allSettled(Array.from({ length: 1_000 }, () => attempts.take()))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'too-many' } })
})

it('A20: right codes do not count, so that nobody is locked out by signing in', async () => {
  const { attempts } = await openAuth()
  for (let i = 0; i < 50; i++) {
    await attempts.take()
    await attempts.refund()
  }
})

describe('sign-ins', () => {
  it('A06: need both halves', async () => {
    const auth = await openAuth()
    const made = await auth.signIns.create('test')
    const other = await auth.signIns.create('test')
    expect(auth.signIns.byBothHalves(made.cookie, made.key)?.id).toBe(made.id)
    expect(auth.signIns.byBothHalves(made.cookie, null)).toBeNull()
    expect(auth.signIns.byBothHalves(made.cookie, other.key)).toBeNull()
    expect(auth.signIns.byBothHalves(null, made.key)).toBeNull()
  })

  it('A27: are stored as hashes, and survive a restart', async () => {
    const made = await (await openAuth()).signIns.create('test')
    const stored = JSON.stringify(await db.read.select().from(signIns))
    expect(stored).not.toContain(made.cookie)
    expect(stored).not.toContain(made.key)
    expect((await openAuth()).signIns.byBothHalves(made.cookie, made.key)?.id).toBe(made.id)
  })

  it('A22: are dead once revoked or expired, and listeners hear of it', async () => {
    const auth = await openAuth()
    const made = await auth.signIns.create('test')
    const heard: string[] = []
    auth.signIns.onRevoke((id) => heard.push(id))
    expect(await auth.signIns.revoke(made.id)).toBe(true)
    expect(heard).toEqual([made.id])
    expect(auth.signIns.byCookie(made.cookie)).toBeNull()
    const second = await auth.signIns.create('test')
    time += 31 * 24 * 3_600_000
    expect(auth.signIns.isAlive(second.id)).toBe(false)
  })
})

describe('the cookie', () => {
  it('A24: is host-bound, unreadable for scripts, strict, and refused when it comes twice', async () => {
    const { cookie } = await openAuth()
    expect(cookie.header('v')).toBe('__Host-claudework-4600=v; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000; Secure')
    expect(cookie.read(`a=b; ${cookie.name}=v`)).toBe('v')
    expect(cookie.read(`${cookie.name}=v; ${cookie.name}=w`)).toBeNull()
    expect(cookie.read(undefined)).toBeNull()
  })
})

it('compares the API token', async () => {
  const auth = await openAuth()
  expect(auth.isToken('a token of some length')).toBe(true)
  expect(auth.isToken('another')).toBe(false)
  expect(auth.isToken(null)).toBe(false)
})
