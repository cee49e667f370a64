/** How long the last lines of a flood wait for more that makes them needless. */
const patienceMs = 30

/**
 * The end of a flood of plain lines, not parsed yet: while the flood goes on, the next block scrolls it away unseen, so that
 * only the last lines of the whole are ever parsed. `onEbb` is told when nothing has come for a while.
 */
export class Flood {
  readonly #onEbb: () => void
  #kept: Buffer | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(onEbb: () => void) {
    this.#onEbb = onEbb
  }

  keep(bytes: Buffer): void {
    this.#kept = bytes
    this.#timer = setTimeout(this.#onEbb, patienceMs)
  }

  /** What was kept, which is the taker's now. */
  take(): Buffer | null {
    const kept = this.#kept
    this.#kept = null
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    return kept
  }
}
