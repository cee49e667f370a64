import type { Db } from '../../db/client.ts'
import { createAttempts } from './attempts.ts'
import { createSignInCookie } from './cookie.ts'
import { hashSecret, secretMatches } from './secret.ts'
import { createSignInCodes } from './sign-in-codes.ts'
import { createSignIns } from './sign-ins.ts'

export type AuthOptions = { db: Db; origin: string; port: number; token: string; now?: () => number }

/** Who may call: the API token for programs, a sign-in in two halves for the page. */
export async function createAuth({ db, origin, port, token, now = Date.now }: AuthOptions) {
  const tokenHash = hashSecret(token)
  return {
    cookie: createSignInCookie({ origin, port, maxAgeSeconds: 30 * 24 * 3_600 }),
    attempts: createAttempts(),
    codes: createSignInCodes({ origin, now }),
    signIns: await createSignIns({ db, now }),
    isToken: (given: string | null | undefined): boolean => typeof given === 'string' && secretMatches(given, tokenHash),
  }
}
export type Auth = Awaited<ReturnType<typeof createAuth>>

/** The token of an `Authorization: Bearer` header, whose scheme is written in any case (RFC 9110, 11.1). */
export function bearerOf(header: string | undefined): string | null {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? null
}
