import { wsEncoder } from '../../contract/encoder.ts'
import { takeHeadroom } from '../headroom.ts'
import { isObject } from '../is-object.ts'

type Output = { call: number; end: string; offset: number; bytes: Uint8Array }

/** The names in an event of output, each with what is the same in all of them. */
const names = (...parts: (string | number)[]): Buffer => Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : wsEncoder.encode(part))))
const map2 = 0x82
const map3 = 0x83
const beforeCall = names(map2, 'id', 0xce)
const beforeResult = names('result', map3, 'type', 'data', 'id')
const beforeEvent = names('data', map2, 'id')
const beforeOffset = names('data', map3, 'kind', 'data', 'offset', 0xcb)
const beforeBytes = names('bytes', 0xc6)
const fixed = beforeCall.length + 4 + beforeResult.length + beforeEvent.length + beforeOffset.length + 8 + beforeBytes.length + 4

/**
 * What the API sends over WebSocket. An event of output, which a terminal sends by the hundred thousand or one for a key, is put
 * together from ready parts: its bytes are copied once, or stay where they have room, and nothing walks through the object around them.
 */
export const outputEncoder = {
  encode(value: unknown): Uint8Array<ArrayBuffer> {
    const output = outputIn(value)
    return output ? encodeOutput(output) : wsEncoder.encode(value)
  },
  decode: wsEncoder.decode,
}

function encodeOutput({ call, end, offset, bytes }: Output): Buffer<ArrayBuffer> {
  const before = fixed + 2 * (1 + end.length)
  const around = takeHeadroom(bytes, before)
  const message = around ?? Buffer.allocUnsafe(before + bytes.length)
  let at = beforeCall.copy(message)
  at = message.writeUInt32BE(call, at)
  at += beforeResult.copy(message, at)
  at = writeText(message, end, at)
  at += beforeEvent.copy(message, at)
  at = writeText(message, end, at)
  at += beforeOffset.copy(message, at)
  at = message.writeDoubleBE(offset, at)
  at += beforeBytes.copy(message, at)
  at = message.writeUInt32BE(bytes.length, at)
  if (!around) message.set(bytes, at)
  return message
}

/** Of at most 31 digits. */
function writeText(message: Buffer, text: string, at: number): number {
  message[at] = 0xa0 + text.length
  return at + 1 + message.write(text, at + 1, 'latin1')
}

/** null for all that is no event of output, or has more in it than usual. */
function outputIn(value: unknown): Output | null {
  if (!isObject(value) || value['jsonrpc'] !== undefined) return null
  const { id: call, result } = value
  if (typeof call !== 'number' || call < 0 || call > 0xffff_ffff || !Number.isInteger(call) || !isObject(result) || result['type'] !== 'data') return null
  const { id: end, data: tracked } = result
  if (typeof end !== 'string' || !/^\d{1,16}$/.test(end) || !isObject(tracked) || tracked['id'] !== end) return null
  const { data: event } = tracked
  if (!isObject(event) || event['kind'] !== 'data') return null
  const { offset, bytes } = event
  return typeof offset === 'number' && bytes instanceof Uint8Array ? { call, end, offset, bytes } : null
}
