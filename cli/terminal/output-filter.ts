const esc = 0x1b
/** A sequence that goes on for longer is no query. */
const longest = 512

type Found = { length: number; drop: boolean } | 'incomplete'

/**
 * What a program prints, on its way to a person's terminal: without the questions that a terminal answers by itself. The
 * session's own emulator has answered them; a second answer would arrive in the program as typed text.
 */
export class OutputFilter {
  /** Whether the output so far leaves a terminal on its alternate screen. */
  alternate = false
  #held: Buffer = Buffer.alloc(0)

  push(bytes: Uint8Array): Uint8Array {
    const input = this.#held.length > 0 ? Buffer.concat([this.#held, bytes]) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#held = Buffer.alloc(0)
    const kept: Buffer[] = []
    let from = 0
    let at = input.indexOf(esc)
    while (at >= 0) {
      const found = this.#sequenceAt(input, at)
      if (found === 'incomplete') {
        kept.push(input.subarray(from, at))
        this.#held = Buffer.from(input.subarray(at))
        return joined(kept)
      }
      if (found.drop) {
        kept.push(input.subarray(from, at))
        from = at + found.length
      }
      at = input.indexOf(esc, at + found.length)
    }
    kept.push(input.subarray(from))
    return joined(kept)
  }

  #sequenceAt(input: Buffer, at: number): Found {
    const kind = input[at + 1]
    if (kind === undefined) return 'incomplete'
    switch (String.fromCharCode(kind)) {
      case '[': return this.#control(input, at)
      case ']': return stringSequence(input, at, (text) => /^\d+;(?:.*;)?\?$/s.test(text))
      case 'P': return input.length < at + 4 ? 'incomplete' : stringSequence(input, at, (text) => /^[$+]q/.test(text))
      case 'Z': return { length: 2, drop: true }
      default: return passed
    }
  }

  #control(input: Buffer, at: number): Found {
    let end = at + 2
    while (end < input.length && isBetween(input[end], 0x20, 0x3f)) end += 1
    if (end >= input.length) return end - at > longest ? passed : 'incomplete'
    if (!isBetween(input[end], 0x40, 0x7e)) return passed
    const parameters = input.toString('latin1', at + 2, end)
    const final = String.fromCharCode(input[end] ?? 0)
    if ((final === 'h' || final === 'l') && /^\?(?:\d*;)*(?:47|1047|1049)(?:;\d*)*$/.test(parameters)) this.alternate = final === 'h'
    return { length: end - at + 1, drop: isQuery(parameters, final) }
  }
}

const passed: Found = { length: 1, drop: false }

/** Whether a terminal answers `CSI parameters final`. */
function isQuery(parameters: string, final: string): boolean {
  switch (final) {
    case 'c': return /^[>=?]?[\d;]*$/.test(parameters)
    case 'n': return /^\??[\d;]*$/.test(parameters)
    case 'p': return /^\??\d*\$$/.test(parameters)
    case 'q': return /^>\d*$/.test(parameters)
    case 't': return /^(?:1[1345689]|2[01])(?:;|$)/.test(parameters)
    case 'u': return parameters === '?' || /^\d*[$&]$/.test(parameters)
    case 'w': return /^\d*\$$/.test(parameters)
    case 'x': return /^\d*$/.test(parameters)
    case 'y': return /^[\d;]*\*$/.test(parameters)
    default: return false
  }
}

/** OSC and DCS: text up to BEL or `ESC \`. Only short ones are questions, so that long ones need not be waited for. */
function stringSequence(input: Buffer, at: number, isQuestion: (text: string) => boolean): Found {
  for (let end = at + 2; end < input.length && end - at <= longest; end += 1) {
    const byte = input[end]
    if (byte === 0x18 || byte === 0x1a) return passed
    const terminator = byte === 0x07 ? 1 : byte === esc ? 2 : 0
    if (terminator === 0) continue
    if (terminator === 2 && end + 1 >= input.length) return 'incomplete'
    if (!isQuestion(input.toString('latin1', at + 2, end))) return passed
    return { length: end - at + terminator, drop: true }
  }
  return input.length - at > longest ? passed : 'incomplete'
}

function isBetween(byte: number | undefined, low: number, high: number): boolean {
  return byte !== undefined && byte >= low && byte <= high
}

function joined(parts: readonly Buffer[]): Uint8Array {
  const [first] = parts
  return parts.length === 1 && first ? first : Buffer.concat(parts)
}
