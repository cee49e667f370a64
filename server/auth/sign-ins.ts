// A sign-in has two halves: a cookie, and a key that only our own page keeps. Cookies ignore ports, so any page on this machine
// may make the browser send ours; the key never leaves our origin's storage.
import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { signIns } from '../../db/schema.ts'
import { hashSecret, newSecret, secretMatches } from './secret.ts'

const lifetimeMs = 30 * 24 * 3_600_000

export type SignIn = typeof signIns.$inferSelect
export type NewSignIn = { id: string; cookie: string; key: string; expiresAt: string }

/** Kept in memory as well, since every request asks; the table is what survives a restart. */
export async function createSignIns(deps: { db: Db; now: () => number }) {
  const rows = new Map((await deps.db.read.select().from(signIns)).map((row) => [row.id, row]))
  const revoked = new Set<(id: string) => void>()
  const alive = (row: SignIn | undefined): row is SignIn => row !== undefined && Date.parse(row.expiresAt) > deps.now()
  const byCookie = (cookie: string | null): SignIn | null => {
    if (cookie === null) return null
    const hash = hashSecret(cookie)
    for (const row of rows.values()) if (row.cookieHash === hash && alive(row)) return row
    return null
  }
  return {
    async create(userAgent: string): Promise<NewSignIn> {
      const cookie = newSecret()
      const key = newSecret()
      const row: SignIn = {
        id: randomBytes(8).toString('hex'),
        cookieHash: hashSecret(cookie),
        keyHash: hashSecret(key),
        userAgent: userAgent.slice(0, 300),
        createdAt: new Date(deps.now()).toISOString(),
        expiresAt: new Date(deps.now() + lifetimeMs).toISOString(),
      }
      await deps.db.write((db) => db.insert(signIns).values(row))
      rows.set(row.id, row)
      return { id: row.id, cookie, key, expiresAt: row.expiresAt }
    },
    byCookie,
    byBothHalves(cookie: string | null, key: string | null): SignIn | null {
      const row = byCookie(cookie)
      return row && key !== null && secretMatches(key, row.keyHash) ? row : null
    },
    isAlive: (id: string): boolean => alive(rows.get(id)),
    list: (): { id: string; userAgent: string; createdAt: string; expiresAt: string }[] =>
      [...rows.values()].filter(alive).map(({ id, userAgent, createdAt, expiresAt }) => ({ id, userAgent, createdAt, expiresAt })),
    async revoke(id: string): Promise<boolean> {
      const known = rows.delete(id)
      await deps.db.write((db) => db.delete(signIns).where(eq(signIns.id, id)))
      for (const listener of revoked) listener(id)
      return known
    },
    /** Calls back with the id of each sign-in that is revoked. */
    onRevoke(listener: (id: string) => void): () => void {
      revoked.add(listener)
      return () => revoked.delete(listener)
    },
  }
}
