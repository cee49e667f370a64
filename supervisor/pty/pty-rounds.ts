/** So long a terminal that prints in small pieces is left alone, ms; the kernel puts them together meanwhile. */
export const roundMs = 6

/** One timer for all terminals of a supervisor: those that are left alone are read in one turn, whose answers leave as one. */
export class PtyRounds {
  readonly #waiting = new Set<() => void>()
  #timer: NodeJS.Timeout | null = null

  /** Calls `read` in the next round, and in each one until it leaves. */
  join(read: () => void): void {
    this.#waiting.add(read)
    this.#timer ??= setTimeout(() => this.#round(), roundMs)
  }

  /** With nobody to wait for there are no rounds. */
  leave(read: () => void): void {
    this.#waiting.delete(read)
    if (this.#waiting.size > 0 || !this.#timer) return
    clearTimeout(this.#timer)
    this.#timer = null
  }

  #round(): void {
    this.#timer = null
    try {
      for (const read of this.#waiting) read()
    } finally {
      if (this.#waiting.size > 0) this.#timer ??= setTimeout(() => this.#round(), roundMs)
    }
  }
}
