import { getErrorShape, type TRPCError } from '@trpc/server'
import type { RawData } from 'ws'
import { wsEncoder } from '../../contract/encoder.ts'
import { writeTerminal, type WriteTerminal } from '../../contract/terminal.ts'
import { isObject } from '../is-object.ts'
import type { Context } from './context.ts'
import { readKeyMessage } from './key-message.ts'
import { appRouter } from './router.ts'
import { apiError, refusalOf } from './trpc.ts'
import { writeTo } from './terminals-router.ts'

const path = 'terminals.write'
/** Where a client that writes the fields in the protocol's order has the name of what it calls. */
const nameWithin = 96
const name = Buffer.from(path)

type Line = { send(data: Uint8Array): void; readonly readyState: number; readonly OPEN: number }
type Call = { id: string | number; input: WriteTerminal }

/**
 * Answers a call of `terminals.write` as the procedure would, without a turn through the library's handler, which takes longer than
 * all the rest that a key needs of this process. False for any other message, and for a write that is malformed or not allowed:
 * those take the library's way, which says what is wrong with them.
 */
export function directWrite(data: RawData, { line, ctx, onError }: { line: Line; ctx: Context; onError: (failure: { error: TRPCError; path: string }) => void }): boolean {
  const call = callIn(data)
  if (!call || refusalOf(ctx, { type: 'mutation', meta: undefined }) !== null) return false
  const { id, input } = call
  // A turn later: the key's echo, which comes together with this, goes first.
  const answer = (said: object): void => void setImmediate(() => { if (line.readyState === line.OPEN) line.send(wsEncoder.encode({ id, ...said })) })
  writeTo(ctx, input).then(
    (written) => { answer({ result: { type: 'data', data: written } }) },
    (cause: unknown) => {
      const error = apiError(cause)
      onError({ error, path })
      answer({ error: getErrorShape({ config: appRouter._def._config, error, type: 'mutation', path, input, ctx }) })
    },
  )
  return true
}

/** The one call of `terminals.write` that a message is, as the contract wants it; null for all else. */
function callIn(data: RawData): Call | null {
  if (!Buffer.isBuffer(data)) return null
  const key = readKeyMessage(data)
  if (key || data.subarray(0, nameWithin).indexOf(name) < 0) return key
  let message: unknown
  try {
    message = wsEncoder.decode(data)
  } catch {
    // Whoever reads it next says so.
    return null
  }
  if (!isObject(message) || message['method'] !== 'mutation' || 'jsonrpc' in message) return null
  const { id, params } = message
  if ((typeof id !== 'string' && typeof id !== 'number') || !isObject(params) || params['path'] !== path || 'lastEventId' in params) return null
  const parsed = writeTerminal.safeParse(params['input'])
  return parsed.success ? { id, input: parsed.data } : null
}
