import { id } from './session.ts'
import { z } from './zod.ts'

export const eventsPerPage = 100

/** Newest first. `before` is the id of the oldest event that the caller has. */
export const listEvents = z.optional(z.strictObject({
  sessionId: z.optional(id),
  before: z.optional(z.int().check(z.positive())),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(500))),
}))

export const watchEvents = z.optional(z.strictObject({
  sessionId: z.optional(id),
  /** The id of the last event that the caller has; tRPC's client merges it in when it reconnects. */
  lastEventId: z.optional(z.nullable(z.string().check(z.regex(/^\d{1,15}$/, 'An event id is a number.')))),
}))
