/** An echo comes within this time or not at all, ms. */
const echoMs = 2

/** Receipts of writes wait for the echo and follow it: somebody looks for that one, and nobody for them. */
export class Receipts {
  #waiting: (() => void)[] = []
  #timer: NodeJS.Timeout | null = null

  /** Resolves when output has been sent, or when none came. */
  due(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#timer ??= setTimeout(() => this.#release(), echoMs)
    })
  }

  /** Output is sent in this turn: receipts follow in the next. */
  outputSent(): void {
    if (this.#waiting.length > 0) this.#release()
  }

  #release(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const waiting = this.#waiting.splice(0)
    // Behind the output, not with it: the echo would stand behind the receipt's share of every turn on its way.
    if (waiting.length > 0) setImmediate(() => { for (const resolve of waiting) resolve() })
  }
}
