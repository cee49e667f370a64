/** So much in so short a time is a flood, in one block or in many: 1.3 MB/s, a fifth of what an emulator can parse. */
const floodBytes = 32 * 1024
const windowMs = 25

/** Tells from the sizes of blocks, as they come, whether a terminal is being flooded. */
export class FloodGauge {
  #since = -Infinity
  #bytes = 0

  /** A block of this size has come. */
  floods(bytes: number, now: number): boolean {
    if (now - this.#since > windowMs) {
      this.#since = now
      this.#bytes = 0
    }
    this.#bytes += bytes
    return this.#bytes >= floodBytes
  }
}
