import { wsEncoder } from '../../contract/encoder.ts'
import { isId } from '../../contract/session.ts'
import { longestClientId, type WriteTerminal } from '../../contract/terminal.ts'

export type KeyMessage = { id: string; input: WriteTerminal }

/** More than this is no key, and what else it costs does not matter. */
const longest = 512

/** What is the same in all of them: the call's name lies in between, and its input behind. */
const opening = Buffer.from([0x83, ...wsEncoder.encode('id')])
const middle = Buffer.concat([
  ...['method', 'mutation', 'params'].map(wsEncoder.encode), Buffer.of(0x82), ...['path', 'terminals.write', 'input'].map(wsEncoder.encode),
])

/**
 * Reads a key's message without building what it is made of: `terminals.write` in the form in which our clients send it, of bytes or
 * ASCII, as the contract wants it. null for all else, which the codec and the contract look at themselves: for one key they take
 * longer than everything else that this process does for it.
 */
export function readKeyMessage(message: Buffer): KeyMessage | null {
  if (message.length > longest) return null
  const reader = new Reader(message)
  if (!reader.skip(opening)) return null
  const id = reader.text()
  if (id === null || !reader.skip(middle)) return null
  const input: Partial<WriteTerminal> = {}
  for (let left = reader.entries(); left > 0; left--) {
    const name = reader.text()
    if (!(name === 'data' ? takeData(reader, input) : takeField(reader, input, name))) return null
  }
  const { terminalId, data } = input
  return reader.atEnd && terminalId !== undefined && data !== undefined ? { id, input: { ...input, terminalId, data } } : null
}

function takeData(reader: Reader, input: Partial<WriteTerminal>): boolean {
  const data = reader.bytes() ?? reader.text()
  if (data === null) return false
  input.data = data
  return true
}

/** False where there is no such field, or not with such a value. */
function takeField(reader: Reader, input: Partial<WriteTerminal>, name: string | null): boolean {
  if (name === 'seq') {
    const seq = reader.count()
    if (seq === null) return false
    input.seq = seq
    return true
  }
  const text = reader.text()
  if (text === null) return false
  if (name === 'terminalId' && isId(text)) input.terminalId = text
  else if (name === 'clientId' && text !== '' && text.length <= longestClientId) input.clientId = text
  else return false
  return true
}

/** Goes through msgpack of few kinds (https://github.com/msgpack/msgpack/blob/master/spec.md); stays where it is before any other. */
class Reader {
  readonly #message: Buffer
  #at = 0

  constructor(message: Buffer) {
    this.#message = message
  }

  get atEnd(): boolean {
    return this.#at === this.#message.length
  }

  /** Whether these bytes came next, which are behind us then. */
  skip(bytes: Buffer): boolean {
    const end = this.#at + bytes.length
    if (end > this.#message.length || bytes.compare(this.#message, this.#at, end) !== 0) return false
    this.#at = end
    return true
  }

  /** How many entries the map has that begins here. */
  entries(): number {
    const byte = this.#message[this.#at]
    if (byte === undefined || byte < 0x80 || byte > 0x8f) return 0
    this.#at += 1
    return byte - 0x80
  }

  /** ASCII alone, which is the same in every encoding. */
  text(): string | null {
    const byte = this.#message[this.#at] ?? 0
    const content = byte === 0xd9 ? this.#content(2) : byte >= 0xa0 && byte <= 0xbf ? this.#content(1, byte - 0xa0) : null
    if (content === null) return null
    const text = content.toString('latin1')
    // eslint-disable-next-line no-control-regex -- keys are control characters as often as not
    return /^[\u0000-\u007f]*$/.test(text) ? text : null
  }

  bytes(): Buffer | null {
    return this.#message[this.#at] === 0xc4 ? this.#content(2) : null
  }

  count(): number | null {
    const byte = this.#message[this.#at] ?? 0xff
    const width = byte <= 0x7f ? 0 : byte === 0xcc ? 1 : byte === 0xcd ? 2 : byte === 0xce ? 4 : null
    if (width === null || this.#at + width >= this.#message.length) return null
    const count = width === 0 ? byte : this.#message.readUIntBE(this.#at + 1, width)
    this.#at += 1 + width
    return count
  }

  /** What lies behind so many bytes that announce it, the last of which says its length where nothing else does. */
  #content(announced: number, length = this.#message[this.#at + announced - 1]): Buffer | null {
    const from = this.#at + announced
    if (length === undefined || from + length > this.#message.length) return null
    this.#at = from + length
    return this.#message.subarray(from, from + length)
  }
}
