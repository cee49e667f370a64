import { id } from './session.ts'
import { z } from './zod.ts'

/** Only what is at least so old is told of: a thing in the making looks like one left behind. */
const olderThanMinutes = z.optional(z.number().check(z.nonnegative(), z.maximum(525_600)))
export const lookForLeftovers = z.optional(z.strictObject({ olderThanMinutes }))

/** Names as `doctor.look` gave them. Only what is safe to take away is taken. */
export const clearLeftovers = z.strictObject({ names: z.array(z.string().check(z.minLength(1), z.maxLength(500))).check(z.maxLength(1_000)), olderThanMinutes })

export const adoptSession = z.strictObject({ sessionId: id })

/** A file of this server's machine. */
export const restoreBackup = z.strictObject({ path: z.string().check(z.minLength(1), z.maxLength(4_096)) })
