/** An echo comes within this time or not at all, ms. */
const echoMs = 2

/**
 * Receipts of writes wait until the echo is on its way: somebody looks for that one, and on a busy machine each message that goes
 * before it costs it a turn of the processor.
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

  /** Output is about to be sent: receipts follow it. */
  outputSent(): void {
    if (this.#waiting.length > 0) setImmediate(() => this.#release())
  }

  #release(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
