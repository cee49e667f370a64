// A reader of terminal output that knows where sequences begin and end, and no more. In front of the emulator it
//  - passes on whole sequences and whole characters only, so that the emulator always stands between two of them;
//  - clamps repeat counts: `ESC[2000000000b` keeps an emulator busy for a minute;
//  - drops strings (OSC, DCS, APC, PM, SOS) that are longer than any sensible one.

const ESC = 0x1b
const BEL = 0x07
const CAN = 0x18
const SUB = 0x1a

type StringKind = 'osc' | 'other'

/** Longest string that is kept while its end has not come, and longest control sequence. */
export const longestString = 64 * 1024
const longestSequence = 1024

/** Finals whose first parameter counts rows or columns; beyond the screen more of them change nothing. */
const rowCounts = new Set('ABEFLMSTe'.split('').map((c) => c.charCodeAt(0)))
const columnCounts = new Set('CD@PXaIZb'.split('').map((c) => c.charCodeAt(0)))

/** Where a sequence ends. A broken one ends where another begins: until that one is whole, the parser stands in neither. */
type End = { at: number; broken: boolean } | null
type Sequence = { kind: 'escape' | 'csi' | StringKind; end: End }

export class EscapeFilter {
  #held: Buffer = Buffer.alloc(0)
  #dropping: StringKind | null = null
  readonly #size: () => { cols: number; rows: number }

  /** `size` is that of the screen now. */
  constructor(size: () => { cols: number; rows: number }) {
    this.#size = size
  }

  /** Bytes taken but not passed on: the beginning of a sequence or character. */
  get held(): number {
    return this.#held.length
  }

  /** It stands between two sequences, with nothing held back. */
  get settled(): boolean {
    return this.#held.length === 0 && this.#dropping === null
  }

  /** What puts a fresh parser into the middle of a string that is being dropped; else empty. */
  get opener(): string {
    return this.#dropping === null ? '' : this.#dropping === 'osc' ? '\x1b]9999;' : '\x1b_'
  }

  /** What may be shown of everything up to the end of `chunk`. */
  push(chunk: Uint8Array): Buffer {
    const input = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    const out: Buffer[] = []
    let at = this.#dropping ? this.#drop(input) : 0
    let shown = at
    /** The last place between two sequences. */
    let whole = at
    while (at < input.length) {
      const start = nextControl(input, at)
      if (start === input.length) {
        whole = completeUntil(input, at)
        break
      }
      const { end, kind } = sequenceAt(input, start)
      if (at < start) whole = start
      const tooLong = isTooLong(kind, (end?.at ?? input.length) - start)
      if (!end && !tooLong) break
      const changed = tooLong ? Buffer.alloc(0) : kind === 'csi' && end ? this.#clamped(input, start, end.at) : null
      if (changed) {
        out.push(input.subarray(shown, start), changed)
        shown = end?.at ?? afterDropped(input)
      }
      at = end?.at ?? shown
      if (changed || end?.broken === false || at - whole > 2 * longestString) whole = at
      if (!end) {
        this.#dropping = kind === 'osc' ? 'osc' : 'other'
        break
      }
    }
    out.push(input.subarray(shown, whole))
    // A copy, since the chunk belongs to the caller.
    this.#held = Buffer.from(input.subarray(whole))
    return out.length === 1 ? (out[0] ?? Buffer.alloc(0)) : Buffer.concat(out)
  }

  /** Goes on in a string that is dropped; returns the offset behind it, or where the rest has to wait. */
  #drop(input: Buffer): number {
    const end = stringEnd(input, 0, this.#dropping ?? 'other')
    if (!end) return afterDropped(input)
    this.#dropping = null
    return end.at
  }

  /** The control sequence with its count brought down to the screen's size; null where it is fine as it is. */
  #clamped(input: Buffer, start: number, end: number): Buffer | null {
    const final = input[end - 1] ?? 0
    const { cols, rows } = this.#size()
    const limit = rowCounts.has(final) ? rows : columnCounts.has(final) ? cols : null
    if (limit === null) return null
    const introduced = input[start] === 0xc2 ? start + 2 : input.indexOf(0x5b, start) + 1
    const body = input.toString('latin1', start + 1, introduced - 1) + input.toString('latin1', introduced, end - 1)
    // Controls inside a sequence act at once and are no part of it.
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    const controls = body.replace(/[^\x00-\x1f]/g, '')
    // eslint-disable-next-line no-control-regex -- as above
    const count = /^(\d+)(.*)$/s.exec(body.replace(/[\x00-\x1f\x7f]/g, ''))
    if (!count || Number(count[1]) <= limit) return null
    return Buffer.from(`${controls}\x1b[${String(limit)}${count[2] ?? ''}${String.fromCharCode(final)}`, 'latin1')
  }
}

/** Of a string that is dropped only the last byte stays: it may be the first half of the terminator. */
function afterDropped(input: Buffer): number {
  const last = input.at(-1)
  return last === ESC || last === 0xc2 ? input.length - 1 : input.length
}

function isTooLong(kind: Sequence['kind'], length: number): boolean {
  return length > (kind === 'osc' || kind === 'other' ? longestString : longestSequence)
}

/** Offset of the next ESC, or of the next C1 control, which in UTF-8 is C2 80 to C2 9F. */
function nextControl(input: Buffer, from: number): number {
  const escape = input.indexOf(ESC, from)
  const until = escape < 0 ? input.length : escape
  // To the ESC and no further: colours have one in every word, and each would be a look through the whole.
  const before = input.subarray(0, until)
  for (let at = from; ;) {
    const c2 = before.indexOf(0xc2, at)
    if (c2 < 0) return until
    const next = input[c2 + 1]
    // At the very end it may become one.
    if (next === undefined) return input.length
    if (next >= 0x80 && next <= 0x9f) return c2
    at = c2 + 2
  }
}

/** End of the last whole character: at most three bytes of the next one may be there already. */
function completeUntil(input: Buffer, from: number): number {
  for (let back = 1; back <= 3 && input.length - back >= from; back++) {
    const byte = input[input.length - back] ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) return back < utf8Length(byte) ? input.length - back : input.length
  }
  return input.length
}

function isIgnoredControl(byte: number | undefined): boolean {
  return byte !== undefined && (byte < 0x20 || byte === 0x7f) && byte !== ESC && byte !== CAN && byte !== SUB
}

function utf8Length(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
}

function sequenceAt(input: Buffer, start: number): Sequence {
  const c1 = input[start] === 0xc2
  // ESC with a byte 40 to 5F is the C1 control 40 above.
  let at = start + 1
  // Controls between ESC and what it introduces act at once.
  while (!c1 && isIgnoredControl(input[at])) at++
  const introducer = c1 ? (input[at] ?? 0) - 0x40 : input[at]
  if (introducer === undefined) return { kind: 'escape', end: null }
  const body = at + 1
  switch (introducer) {
    case 0x5b:
      return { kind: 'csi', end: csiEnd(input, body) }
    case 0x5d:
      return { kind: 'osc', end: stringEnd(input, body, 'osc') }
    case 0x50:
    case 0x58:
    case 0x5e:
    case 0x5f:
      return { kind: 'other', end: stringEnd(input, body, 'other') }
    default:
      return { kind: 'escape', end: c1 ? { at: body, broken: false } : escapeEnd(input, at) }
  }
}

/** Intermediates 20 to 2F, then one final byte; controls in between act at once. */
function escapeEnd(input: Buffer, from: number): End {
  for (let at = from; at < input.length; at++) {
    const byte = input[at] ?? 0
    if (byte >= 0x80) return characterEnd(input, at)
    const end = commonEnd(byte, at, 0x30)
    if (end) return end
  }
  return null
}

/**
 * A private mark 3C to 3F, parameters 30 to 3B, intermediates 20 to 2F, one final byte. In another order it means nothing,
 * and is ignored up to its final byte, characters included.
 */
function csiEnd(input: Buffer, from: number): End {
  let phase: CsiPhase = 'mark'
  for (let at = from; at < input.length; at++) {
    const byte = input[at] ?? 0
    if (byte >= 0x80) {
      const end = characterEnd(input, at)
      if (phase !== 'ignored' || !end || end.broken) return end
      at = end.at - 1
      continue
    }
    const end = commonEnd(byte, at, 0x40)
    if (end) return end
    if (byte >= 0x20 && byte <= 0x3f) phase = nextPhase(phase, byte)
  }
  return null
}

type CsiPhase = 'mark' | 'parameters' | 'intermediates' | 'ignored'

function nextPhase(phase: CsiPhase, byte: number): CsiPhase {
  if (phase === 'ignored') return phase
  if (byte <= 0x2f) return 'intermediates'
  if (byte <= 0x3b) return phase === 'intermediates' ? 'ignored' : 'parameters'
  return phase === 'mark' ? 'parameters' : 'ignored'
}

function commonEnd(byte: number, at: number, firstFinal: number): End {
  if (byte === ESC) return { at, broken: true }
  if (byte === CAN || byte === SUB) return { at: at + 1, broken: false }
  return byte >= firstFinal && byte !== 0x7f ? { at: at + 1, broken: false } : null
}

/** A character breaks a sequence off. A C1 control begins the next one. */
function characterEnd(input: Buffer, at: number): End {
  const lead = input[at] ?? 0
  if (at + utf8Length(lead) > input.length) return null
  return lead === 0xc2 && (input[at + 1] ?? 0) <= 0x9f ? { at, broken: true } : { at: at + utf8Length(lead), broken: false }
}

/** Strings end with ST; an OSC also with BEL; all of them with ESC, CAN, SUB or another C1 control. */
function stringEnd(input: Buffer, from: number, kind: StringKind): End {
  for (let at = from; at < input.length; at++) {
    const byte = input[at] ?? 0
    if (byte === CAN || byte === SUB || (byte === BEL && kind === 'osc')) return { at: at + 1, broken: false }
    if (byte !== ESC && byte !== 0xc2) continue
    const next = input[at + 1]
    if (next === undefined) return null
    if (byte === ESC) return next === 0x5c ? { at: at + 2, broken: false } : { at, broken: true }
    if (next === 0x9c) return { at: at + 2, broken: false }
    if (next >= 0x80 && next <= 0x9f) return { at, broken: true }
  }
  return null
}
