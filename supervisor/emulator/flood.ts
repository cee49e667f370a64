/** How long the last lines of a flood wait for more that makes them needless. Nobody waits for them: who asks has them parsed at once. */
const patienceMs = 100

/** Bytes at the beginning of a piece of memory that may have room for more; the first `plain` of them are known to be plain lines. */
export type Kept = { memory: Buffer; length: number; plain: number }

/**
 * The end of a flood of plain lines, not parsed yet: while the flood goes on, the next block scrolls it away unseen, so that
 * only the last lines of the whole are ever parsed. `onEbb` is told when nothing has come for a while.
 */
export class Flood {
  readonly #onEbb: () => void
  #kept: Kept | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(onEbb: () => void) {
    this.#onEbb = onEbb
  }

  keep(kept: Kept): void {
    this.#kept = kept
    this.#timer = setTimeout(this.#onEbb, patienceMs)
  }

  /** What was kept, which is the taker's now. */
  take(): Kept | null {
    const kept = this.#kept
    this.#kept = null
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    return kept
  }
}

/** Memory that begins with what was kept and goes on with the block: the same memory where that has room, as it soon has in a flood. */
export function joined(kept: Kept | null, block: Uint8Array): Buffer {
  const length = kept?.length ?? 0
  const hasRoom = kept !== null && kept.memory.length >= length + block.length
  const room = hasRoom ? kept.memory : Buffer.allocUnsafeSlow(2 * (length + block.length))
  if (!hasRoom) kept?.memory.copy(room, 0, 0, length)
  room.set(block, length)
  return room
}

/** Leaves out what is before `from`, and puts `before` in its place, which is no longer. */
export function shortened({ memory, length, plain }: Kept, before: Buffer, from: number): Kept {
  memory.copyWithin(before.length, from, length)
  before.copy(memory)
  const gone = from - before.length
  return { memory, length: length - gone, plain: plain - gone }
}
