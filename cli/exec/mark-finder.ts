/** Drops a stream up to and with a mark (a word between two record separators), then passes everything. */
export class MarkFinder {
  readonly word: string
  readonly #mark: Buffer
  #held: Buffer = Buffer.alloc(0)
  #found = false

  constructor(word: string) {
    this.word = word
    this.#mark = Buffer.from(`\x1e${word}\x1e`)
  }

  isFound(): boolean {
    return this.#found
  }

  /** What of this chunk comes after the mark. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#found) return chunk
    const seen = Buffer.concat([this.#held, chunk])
    const at = seen.indexOf(this.#mark)
    if (at < 0) {
      // The mark may begin at the end of this chunk.
      this.#held = Buffer.from(seen.subarray(Math.max(0, seen.length - this.#mark.length + 1)))
      return Buffer.alloc(0)
    }
    this.#found = true
    return seen.subarray(at + this.#mark.length)
  }
}
