import { z } from './zod.ts'

export const exchangeCode = z.strictObject({ code: z.string().check(z.minLength(1), z.maxLength(100)) })

/** Where the page keeps its half of a sign-in. */
export const signInKey = 'claudework.key'
