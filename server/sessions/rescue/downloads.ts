import { createHash, randomBytes } from 'node:crypto'

const lifetimeMs = 5 * 60_000

/** Single-use codes for downloads: a browser fetches a file with nothing but its URL. Kept in memory. */
export function createDownloads({ now }: { now: () => number }) {
  const open = new Map<string, { rescueId: string; until: number }>()
  const hashed = (code: string): string => createHash('sha256').update(code).digest('hex')
  return {
    create(rescueId: string): { code: string; expiresAt: string } {
      for (const [hash, { until }] of open) if (until < now()) open.delete(hash)
      const code = randomBytes(24).toString('base64url')
      const until = now() + lifetimeMs
      open.set(hashed(code), { rescueId, until })
      return { code, expiresAt: new Date(until).toISOString() }
    },
    /** The rescue that a code stands for, once. */
    take(code: string): string | null {
      const found = open.get(hashed(code))
      open.delete(hashed(code))
      return found !== undefined && found.until >= now() ? found.rescueId : null
    },
  }
}
