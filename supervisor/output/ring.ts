const firstBytes = 64 * 1024

/**
 * The last `capacity` bytes of a stream, read by position from its beginning. Memory grows with what was written, since most
 * terminals never print the whole of it.
 */
export class Ring {
  readonly capacity: number
  #bytes: Buffer = Buffer.allocUnsafeSlow(firstBytes)
  #end = 0

  constructor(capacity: number) {
    this.capacity = Math.max(firstBytes, capacity)
  }

  get end(): number {
    return this.#end
  }

  get start(): number {
    return Math.max(0, this.#end - this.capacity)
  }

  push(chunk: Uint8Array): void {
    this.#grow(this.#end + chunk.length)
    // Of a chunk larger than the ring only its tail can stay.
    const from = Math.max(0, chunk.length - this.#bytes.length)
    let position = this.#end + from
    for (let rest = chunk.subarray(from); rest.length > 0;) {
      const at = position % this.#bytes.length
      const n = Math.min(rest.length, this.#bytes.length - at)
      this.#bytes.set(rest.subarray(0, n), at)
      rest = rest.subarray(n)
      position += n
    }
    this.#end += chunk.length
  }

  /** At most `max` bytes from `position` on, copied, since the ring may be overwritten while a socket still holds them. */
  read(position: number, max: number): Buffer {
    if (position < this.start || position > this.#end) throw new RangeError(`The ring holds ${String(this.start)} to ${String(this.#end)}, not ${String(position)}.`)
    const length = Math.min(max, this.#end - position)
    const copy = Buffer.allocUnsafe(length)
    const at = position % this.#bytes.length
    const first = Math.min(length, this.#bytes.length - at)
    this.#bytes.copy(copy, 0, at, at + first)
    this.#bytes.copy(copy, first, 0, length - first)
    return copy
  }

  #grow(needed: number): void {
    let size = this.#bytes.length
    while (size < Math.min(needed, this.capacity)) size = Math.min(size * 2, this.capacity)
    if (size === this.#bytes.length) return
    const grown = Buffer.allocUnsafeSlow(size)
    // Until now nothing has wrapped around: it grows before it is full.
    this.#bytes.copy(grown, 0, 0, this.#end)
    this.#bytes = grown
  }
}
