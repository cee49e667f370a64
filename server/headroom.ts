/** So many bytes lie before those that are asked for. */
const room = 256
/** One piece of a flood, and what a frame has around it. */
const pieceBytes = 256 * 1024 + 64
/** Pieces that wait to be used again, for each supervisor. */
const mostFree = 2

class Roomy extends ArrayBuffer {
  readonly home: Roomy[]
  state: 'lent' | 'taken' | 'free' = 'lent'

  constructor(length: number, home: Roomy[]) {
    super(length)
    this.home = home
  }
}

/**
 * Memory for bytes that are sent on, with room before them for what the next protocol puts there, so that they need not be copied.
 * It is used again once it was given back: V8 counts such memory as heap, and collects the whole of that for each few megabytes.
 */
export function roomyMemory(): (length: number) => Buffer<ArrayBuffer> {
  const free: Roomy[] = []
  return (length) => {
    const known = length <= pieceBytes ? free.pop() : undefined
    const memory = known ?? new Roomy(room + Math.max(length, pieceBytes), free)
    memory.state = 'lent'
    return Buffer.from(memory, room, length)
  }
}

/** The same bytes and so many before them, to be written by the caller alone; null where these are, or may be, someone else's. */
export function takeHeadroom({ buffer, byteOffset, length }: Uint8Array, before: number): Buffer<ArrayBuffer> | null {
  if (!(buffer instanceof Roomy) || buffer.state !== 'lent' || byteOffset < before) return null
  buffer.state = 'taken'
  return Buffer.from(buffer, byteOffset - before, before + length)
}

/** Nobody looks at these bytes any more. What was not taken with its room may be anybody's, and is left alone. */
export function giveBack({ buffer }: Uint8Array): void {
  if (!(buffer instanceof Roomy) || buffer.state !== 'taken') return
  buffer.state = 'free'
  if (buffer.home.length < mostFree) buffer.home.push(buffer)
}
