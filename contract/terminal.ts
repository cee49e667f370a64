import { limits } from './limits.ts'
import { id, oneLine } from './session.ts'
import { z } from './zod.ts'

const cols = z.int().check(z.minimum(0), z.maximum(65_535))
const rows = z.int().check(z.minimum(0), z.maximum(65_535))
export const longestClientId = 64
const clientId = z.optional(z.string().check(z.minLength(1), z.maxLength(longestClientId)))
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

const stringOrBytes = z.union([z.string(), z.instanceof(Uint8Array)], 'Give the data as a string or as bytes.')

export const writeTerminal = z.strictObject({
  terminalId: id,
  /** Bytes, or text that is sent as UTF-8. */
  data: stringOrBytes.check(
    z.refine((data) => fits(data, limits.write), `One write takes at most ${String(limits.write)} bytes; send the rest in further writes.`),
  ),
  clientId,
  seq: z.optional(z.int().check(z.nonnegative())),
})

export type WriteTerminal = Omit<z.infer<typeof writeTerminal>, 'data'> & { data: string | Uint8Array }

const megabytes = String(limits.upload / 1024 / 1024)

/** A part of a file, in the order of the parts; one whose answer was lost may be sent again. */
export const uploadPart = z.strictObject({
  terminalId: id,
  /** Made by the caller, one for each file. */
  uploadId: z.string().check(z.regex(/^[0-9a-f]{16,32}$/, 'An upload has an id of 16 to 32 hexadecimal digits.')),
  /** The file's name; what a shell would have to quote is replaced. */
  name: z.string().check(z.minLength(1), z.maxLength(limits.uploadName)),
  /** Where in the file the part begins. */
  at: z.int({ error: 'Say in whole bytes where the part begins.', abort: true }).check(z.nonnegative()),
  data: stringOrBytes.check(
    z.refine((data) => fits(data, limits.uploadPart), `One part has at most ${String(limits.uploadPart)} bytes; send the rest in further parts.`),
  ),
}).check(z.refine(({ at, data }) => fits(data, limits.upload - at), `A file may have at most ${megabytes} MB; put a larger one into the session by git or by "claudework exec --stdin".`))

/** Sizes outside 2-500 x 1-300 are clamped by the supervisor, not refused: a window may be any size while it is dragged. */
export const resizeTerminal = z.strictObject({ terminalId: id, cols, rows, clientId, take: z.optional(z.boolean()) })

export const updateTerminal = z.strictObject({
  terminalId: id,
  title: z.optional(z.string().check(z.maxLength(limits.nameLength), oneLine)),
  position: z.optional(z.int().check(z.nonnegative(), z.maximum(limits.terminalsPerSession))),
})

export const byTerminalId = z.strictObject({ terminalId: id })

/** In bytes. Of keys the length says enough; only long text is worth counting in UTF-8. */
function fits(data: string | Uint8Array, most: number): boolean {
  return (typeof data === 'string' && data.length * 3 > most ? new TextEncoder().encode(data).length : data.length) <= most
}
