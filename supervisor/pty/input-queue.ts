import { writeSync } from 'node:fs'
import { Refusal } from '../wire/refusal.ts'

/** What may wait for a program that does not read, before a writer waits too. */
const roomBytes = 1024 * 1024
const waitMs = 10_000
const retryMs = { first: 1, longest: 20 }

type Waiting = { chunk: Uint8Array; admit: () => void; refuse: (error: Error) => void; timer: NodeJS.Timeout }

/**
 * Bytes on their way into a PTY. The kernel takes a few kB at a time, and none while the program does not read: what it
 * did not take is tried again, in order. A writer is let go once its bytes are queued; refused bytes were not queued at all.
 */
export class InputQueue {
  readonly #fd: number
  readonly #chunks: Uint8Array[] = []
  readonly #waiting: Waiting[] = []
  #bytes = 0
  #closed = false
  #retry: NodeJS.Timeout | null = null
  #retryMs = retryMs.first

  constructor(fd: number) {
    this.#fd = fd
  }

  async push(chunk: Uint8Array): Promise<void> {
    if (this.#closed) throw ended()
    if (this.#waiting.length > 0 || this.#bytes >= roomBytes) await this.#room(chunk)
    else this.#add(chunk)
  }

  /** For answers to the program itself, which nobody waits for: dropped where it does not read. */
  offer(chunk: Uint8Array): void {
    if (!this.#closed && this.#bytes < roomBytes) this.#add(chunk)
  }

  close(): void {
    this.#closed = true
    if (this.#retry) clearTimeout(this.#retry)
    this.#chunks.length = 0
    for (const { refuse, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer)
      refuse(ended())
    }
  }

  #room(chunk: Uint8Array): Promise<void> {
    return new Promise((admit, refuse) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        refuse(new Refusal('unavailable', `The program in this terminal has not read its input for ${String(waitMs / 1000)} s; the last ${String(chunk.length)} bytes were not sent.`))
      }, waitMs)
      const waiting: Waiting = { chunk, admit, refuse, timer }
      this.#waiting.push(waiting)
    })
  }

  #add(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    // One that waits for the kernel goes on by itself; one that is being admitted, by the loop that admits it.
    if (this.#retry === null && this.#chunks.length === 1) this.#next()
  }

  /** Writes what the kernel takes now: the descriptor does not block, and a thread of its own would cost each key a millisecond. */
  #next(): void {
    for (let chunk = this.#chunks[0]; chunk && !this.#closed; chunk = this.#chunks[0]) {
      const written = this.#write(chunk)
      if (written === null) return
      this.#retryMs = retryMs.first
      this.#bytes -= written
      if (written < chunk.length) this.#chunks[0] = chunk.subarray(written)
      else this.#chunks.shift()
      this.#admit()
    }
  }

  /** null where the kernel is full, and tried again later, or the other side is gone, whose exit follows by its own way. */
  #write(chunk: Uint8Array): number | null {
    try {
      return writeSync(this.#fd, chunk)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) {
        this.close()
        return null
      }
      this.#retry = setTimeout(() => {
        this.#retry = null
        this.#next()
      }, this.#retryMs)
      this.#retryMs = Math.min(this.#retryMs * 2, retryMs.longest)
      return null
    }
  }

  /** Lets in the first who waits; its bytes are queued before the next one is looked at. */
  #admit(): void {
    if (this.#bytes >= roomBytes) return
    const waiting = this.#waiting.shift()
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.#add(waiting.chunk)
    waiting.admit()
  }
}

function ended(): Refusal {
  return new Refusal('precondition', 'The program in this terminal has ended, so nothing was sent; restart it first.')
}
