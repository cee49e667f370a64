import type { Worker } from 'node:worker_threads'
import type { FromEmulator, ToEmulator } from './messages.ts'

/** Restarts within a minute before the emulators are given up: terminals then go on without snapshots. */
const restartBudget = { count: 3, withinMs: 60_000 }
/** A worker that has not answered for this long is hung: hostile output found a way past the filter. */
const hungMs = 10_000

export type EmulatorClient = {
  onMessage(message: FromEmulator): void
  /** The worker was lost with all it knew; `open` again and feed what there is. */
  onLost(): void
  /** It was lost too often: no terminal is followed any more. */
  onGivenUp(): void
}

/**
 * The main thread's side of the emulator worker. It starts when a terminal is opened in it, ends when the last one is closed, and is
 * replaced when it dies.
 */
export class EmulatorHost {
  /** A terminal that has had nothing to parse for so long does without its emulator. */
  readonly restAfterMs: number
  readonly #start: () => Worker
  readonly #clients = new Map<number, EmulatorClient>()
  /** Ids that the worker has. */
  readonly #open = new Set<number>()
  readonly #lost: number[] = []
  #worker: Worker | null = null
  #nextId = 1
  #waitingSince: number | null = null
  #unanswered = 0
  #watch: NodeJS.Timeout | null = null
  #givenUp = false

  constructor(start: () => Worker, options: { restAfterMs: number }) {
    this.#start = start
    this.restAfterMs = options.restAfterMs
  }

  add(client: EmulatorClient): number {
    const id = this.#nextId++
    this.#clients.set(id, client)
    return id
  }

  remove(id: number): void {
    this.#clients.delete(id)
    this.drop(id)
  }

  /** The worker forgets this terminal, until it is opened again. */
  drop(id: number): void {
    if (!this.#open.delete(id)) return
    if (this.#open.size > 0) this.post({ kind: 'close', id })
    else void this.#dismiss()
  }

  get givenUp(): boolean {
    return this.#givenUp
  }

  /** Bytes are the worker's from then on. */
  post(message: ToEmulator): void {
    if (this.#givenUp) return
    this.#worker ??= this.#launch()
    if (message.kind === 'open') this.#open.add(message.id)
    if (message.kind === 'bytes') {
      this.#unanswered += message.bytes.length
      this.#waitingSince ??= performance.now()
    }
    if (message.kind === 'bytes') {
      const bytes = inOwnMemory(message.bytes)
      this.#worker.postMessage({ ...message, bytes }, [bytes.buffer])
    } else this.#worker.postMessage(message)
  }

  async close(): Promise<void> {
    this.#clients.clear()
    await this.#dismiss()
  }

  /** Nobody needs it. */
  async #dismiss(): Promise<void> {
    const worker = this.#forget()
    if (this.#watch) clearInterval(this.#watch)
    this.#watch = null
    await worker?.terminate()
  }

  #launch(): Worker {
    const worker = this.#start()
    worker.on('message', (message: FromEmulator) => {
      if (this.#worker !== worker) return
      if (message.kind === 'parsed') {
        this.#unanswered -= message.taken
        this.#waitingSince = this.#unanswered > 0 ? performance.now() : null
      }
      this.#clients.get(message.id)?.onMessage(message)
    })
    worker.on('error', (error: unknown) => console.error(JSON.stringify({ at: new Date().toISOString(), level: 'error', what: 'emulator worker', error: error instanceof Error ? error.stack : String(error) })))
    worker.on('exit', () => {
      if (this.#worker === worker) this.#replace()
    })
    this.#watch ??= setInterval(() => {
      if (this.#waitingSince !== null && performance.now() - this.#waitingSince > hungMs) void this.#worker?.terminate()
    }, hungMs / 5)
    return worker
  }

  #forget(): Worker | null {
    const worker = this.#worker
    this.#worker = null
    this.#open.clear()
    this.#unanswered = 0
    this.#waitingSince = null
    return worker
  }

  #replace(): void {
    this.#forget()
    const now = performance.now()
    this.#lost.push(now)
    this.#givenUp = this.#lost.filter((at) => now - at < restartBudget.withinMs).length > restartBudget.count
    for (const client of [...this.#clients.values()]) {
      if (this.#givenUp) client.onGivenUp()
      else client.onLost()
    }
  }
}

/** What is handed over takes its whole piece of memory with it: a few bytes in one that is shared would be 64 KB, copied and soon garbage. */
function inOwnMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length ? new Uint8Array(buffer) : new Uint8Array(bytes)
}
