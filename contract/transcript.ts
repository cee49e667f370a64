import { limits } from './limits.ts'
import { id } from './session.ts'
import { z } from './zod.ts'

const seq = z.int().check(z.nonnegative())

/** Messages after one, or before one, else the newest; always in their order. */
export const listTranscript = z.strictObject({
  sessionId: id,
  after: z.optional(seq),
  before: z.optional(seq),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(limits.transcriptPage))),
})

/** From a message on; left out = from now. A reconnect says the last one it had. */
export const followTranscript = z.strictObject({
  sessionId: id,
  after: z.optional(seq),
  lastEventId: z.optional(z.nullable(z.string().check(z.maxLength(100)))),
})

/** A yes or no to a permission request; to a question `message` is the answer, with a line for each of several questions. */
export const answerRequest = z.strictObject({
  sessionId: id,
  requestId: z.string().check(z.minLength(1), z.maxLength(200)),
  allow: z.boolean(),
  message: z.optional(z.string().check(z.maxLength(10_000))),
})
