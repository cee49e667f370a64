/** An echo comes within this time or not at all, ms. */
const echoMs = 2

/**
 * Receipts of writes wait for the echo and leave in one piece with it: somebody looks for that one, and on a busy machine each
 * message that goes by itself costs it a turn of the processor.
 */
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

  /** Output is sent in this turn: receipts follow it there. */
  outputSent(): void {
    if (this.#waiting.length > 0) this.#release()
  }

  #release(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
