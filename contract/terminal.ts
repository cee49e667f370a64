import { limits } from './limits.ts'
import { id } from './session.ts'
import { z } from './zod.ts'

const cols = z.int().check(z.minimum(0), z.maximum(65_535))
const rows = z.int().check(z.minimum(0), z.maximum(65_535))
const clientId = z.optional(z.string().check(z.minLength(1), z.maxLength(64)))
const offset = z.optional(z.number().check(z.nonnegative(), z.maximum(Number.MAX_SAFE_INTEGER)))

export const openTerminal = z.strictObject({ sessionId: id, cols: z.optional(cols), rows: z.optional(rows) })

export const watchTerminals = z.strictObject({ sessionId: id, lastEventId: z.optional(z.nullable(z.string().check(z.maxLength(100)))) })

export const attachTerminal = z.strictObject({
  terminalId: id,
  /** Absolute byte offset; left out = from a snapshot of now. */
  offset,
  lastEventId: z.optional(z.nullable(z.string().check(z.maxLength(100)))),
  clientId,
})

export const writeTerminal = z.strictObject({
  terminalId: id,
  /** Bytes, or text that is sent as UTF-8. */
  data: z.union([z.string(), z.instanceof(Uint8Array)]).check(
    z.refine((data) => data.length <= limits.write, `One write takes at most ${String(limits.write)} bytes; send the rest in further writes.`),
  ),
  clientId,
  seq: z.optional(z.int().check(z.nonnegative())),
})

/** Sizes outside 2-500 x 1-300 are clamped by the supervisor, not refused: a window may be any size while it is dragged. */
export const resizeTerminal = z.strictObject({ terminalId: id, cols, rows, clientId, take: z.optional(z.boolean()) })

export const updateTerminal = z.strictObject({
  terminalId: id,
  title: z.optional(z.string().check(z.maxLength(limits.nameLength))),
  position: z.optional(z.int().check(z.nonnegative(), z.maximum(limits.terminalsPerSession))),
})

export const byTerminalId = z.strictObject({ terminalId: id })
