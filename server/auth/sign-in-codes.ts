import { hashSecret, newSecret } from './secret.ts'

const lifetimeMs = 5 * 60_000

/** Single-use codes that travel in a URL fragment. Kept in memory: a restart prints a new one. */
export function createSignInCodes(options: { origin: string; now: () => number }) {
  const validUntil = new Map<string, number>()
  return {
    create(): { url: string; expiresAt: string } {
      for (const [hash, until] of validUntil) if (until < options.now()) validUntil.delete(hash)
      const code = newSecret()
      const until = options.now() + lifetimeMs
      validUntil.set(hashSecret(code), until)
      return { url: `${options.origin}/sign-in#code=${code}`, expiresAt: new Date(until).toISOString() }
    },
    /** True once for a code that is still valid. */
    take(code: string): boolean {
      const hash = hashSecret(code)
      const until = validUntil.get(hash)
      validUntil.delete(hash)
      return until !== undefined && until >= options.now()
    },
  }
}
