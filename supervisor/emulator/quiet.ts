/** Rests shorter than this cost more than they spare: after one of them the next is waited for twice as long. */
const shortMs = 60_000
const longestMs = 10 * 60_000

/** Tells when nothing has stirred for a while; how long that is follows from what the last quiet times were worth. */
export class Quiet {
  readonly #usualMs: number
  readonly #onQuiet: () => void
  #afterMs: number
  #timer: NodeJS.Timeout | null = null
  #since: number | null = null

  constructor(options: { afterMs: number; onQuiet: () => void }) {
    this.#usualMs = this.#afterMs = options.afterMs
    this.#onQuiet = options.onQuiet
  }

  /** Something happens: not yet. */
  stir(): void {
    if (this.#since !== null) {
      this.#afterMs = performance.now() - this.#since < shortMs ? Math.min(2 * this.#afterMs, Math.max(longestMs, this.#usualMs)) : this.#usualMs
      this.#since = null
    }
    if (this.#timer) this.#timer.refresh()
    // It keeps no program running.
    else this.#timer = setTimeout(() => this.#onQuiet(), this.#afterMs).unref()
  }

  /** The quiet time has been made use of from now on. */
  used(): void {
    this.close()
    this.#since = performance.now()
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}
