// The two calls that a terminal lives by, in frames of fixed fields. A key comes so seldom that no code on its way ever runs warm,
// and the codec, the envelope and the shapes of a call are most of that code. The body of such a frame:
//   c1, which begins no msgpack; a kind; the number of the call: u32; then
//   1 read     terminal, viewer, client: u8 length and UTF-8 each; offset: f64 (-1 = none); max: u32
//   2 write    terminal, client; seq: f64 (-1 = none); the bytes
//   3 output   offset: f64; the bytes: answers a read that came to nothing else
//   4 written  nothing: answers a write
//   5 answer   a frame's body of msgpack, {r} or {e}: any other answer
import { FrameError, shortMark } from './frames.ts'

export type Read = { terminalId: string; viewer: string; clientId?: string | undefined; offset?: number | undefined; max: number }
export type Write = { terminalId: string; clientId?: string | undefined; seq?: number | undefined; data: Uint8Array }
export type Output = { offset: number; bytes: Uint8Array }

/** What a frame's fields say, not held to any shape yet. */
export type ShortFrame =
  | { kind: 'read'; number: number; input: Read }
  | { kind: 'write'; number: number; input: Write }
  | ({ kind: 'output'; number: number } & Output)
  | { kind: 'written'; number: number }
  | { kind: 'answer'; number: number; body: Buffer }

const none = -1
const kinds = { read: 1, write: 2, output: 3, written: 4, answer: 5 } as const
const headBytes = 4 + 1 + 1 + 4

export function readFrame(number: number, { terminalId, viewer, clientId = '', offset = none, max }: Read): Buffer {
  const frame = new Fields(Buffer.allocUnsafe(headBytes + roomFor(terminalId) + roomFor(viewer) + roomFor(clientId) + 12)).head(kinds.read, number)
  return frame.text(terminalId).text(viewer).text(clientId).float(offset).count(max).bytes
}

/** Followed by the bytes. */
export function writeFrame(number: number, { terminalId, clientId = '', seq = none, data }: Write): Buffer {
  const frame = new Fields(Buffer.allocUnsafe(headBytes + roomFor(terminalId) + roomFor(clientId) + 8)).head(kinds.write, number, data.length)
  return frame.text(terminalId).text(clientId).float(seq).bytes
}

/** Followed by the bytes. */
export function outputFrame(number: number, { offset, bytes }: Output): Buffer {
  return new Fields(Buffer.allocUnsafe(headBytes + 8)).head(kinds.output, number, bytes.length).float(offset).bytes
}

export function writtenFrame(number: number): Buffer {
  return new Fields(Buffer.allocUnsafe(headBytes)).head(kinds.written, number).bytes
}

/** Followed by the body. */
export function answerFrame(number: number, body: Uint8Array): Buffer {
  return new Fields(Buffer.allocUnsafe(headBytes)).head(kinds.answer, number, body.length).bytes
}

/** Throws FrameError on what is none. The bytes in it are views into the body. */
export function parseShort(body: Buffer): ShortFrame {
  const fields = new Fields(body)
  const number = fields.takeNumber()
  const kind = body[1] ?? 0
  switch (kind) {
    case kinds.read: {
      const terminalId = fields.takeText()
      const viewer = fields.takeText()
      const clientId = fields.takeText()
      const offset = fields.takeFloat()
      const max = fields.takeCount()
      return { kind: 'read', number, input: { terminalId, viewer, clientId: clientId === '' ? undefined : clientId, offset: offset === none ? undefined : offset, max } }
    }
    case kinds.write: {
      const terminalId = fields.takeText()
      const clientId = fields.takeText()
      const seq = fields.takeFloat()
      return { kind: 'write', number, input: { terminalId, clientId: clientId === '' ? undefined : clientId, seq: seq === none ? undefined : seq, data: fields.takeRest() } }
    }
    case kinds.output:
      return { kind: 'output', number, offset: fields.takeFloat(), bytes: fields.takeRest() }
    case kinds.written:
      return { kind: 'written', number }
    case kinds.answer:
      return { kind: 'answer', number, body: fields.takeRest() }
    default:
      throw new FrameError(`A short frame of kind ${String(kind)} came; there is none.`)
  }
}

function roomFor(text: string): number {
  return 1 + Buffer.byteLength(text)
}

class Fields {
  readonly bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** With the length of the frame before it, of which `behind` bytes come by themselves. */
  head(kind: number, number: number, behind = 0): this {
    this.count(this.bytes.length - 4 + behind)
    this.bytes[4] = shortMark
    this.bytes[5] = kind
    this.#at = 6
    return this.count(number)
  }

  count(value: number): this {
    this.#at = this.bytes.writeUInt32BE(value, this.#at)
    return this
  }

  float(value: number): this {
    this.#at = this.bytes.writeDoubleBE(value, this.#at)
    return this
  }

  text(value: string): this {
    const length = this.bytes.write(value, this.#at + 1)
    this.bytes.writeUInt8(length, this.#at)
    this.#at += 1 + length
    return this
  }

  takeNumber(): number {
    this.#at = 2
    return this.takeCount()
  }

  takeCount(): number {
    return this.bytes.readUInt32BE(this.#take(4))
  }

  takeFloat(): number {
    return this.bytes.readDoubleBE(this.#take(8))
  }

  takeText(): string {
    const length = this.bytes[this.#take(1)] ?? 0
    const from = this.#take(length)
    return this.bytes.toString('utf8', from, from + length)
  }

  takeRest(): Buffer {
    return this.bytes.subarray(this.#at)
  }

  #take(length: number): number {
    const from = this.#at
    this.#at += length
    if (this.#at > this.bytes.length) throw new FrameError('A short frame ends before its fields do.')
    return from
  }
}
