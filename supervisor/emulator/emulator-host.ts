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

/** The main thread's side of the emulator worker. It starts with the first terminal and is replaced when it dies. */
export class EmulatorHost {
  readonly #start: () => Worker
  readonly #clients = new Map<number, EmulatorClient>()
  readonly #lost: number[] = []
  #worker: Worker | null = null
  #nextId = 1
  #waitingSince: number | null = null
  #unanswered = 0
  #watch: NodeJS.Timeout | null = null
  #givenUp = false

  constructor(start: () => Worker) {
    this.#start = start
  }

  add(client: EmulatorClient): number {
    const id = this.#nextId++
    this.#clients.set(id, client)
    return id
  }

  remove(id: number): void {
    this.#clients.delete(id)
    this.post({ kind: 'close', id })
  }

  get givenUp(): boolean {
    return this.#givenUp
  }

  post(message: ToEmulator): void {
    if (this.#givenUp) return
    this.#worker ??= this.#launch()
    if (message.kind === 'bytes') {
      this.#unanswered += message.bytes.length
      this.#waitingSince ??= performance.now()
    }
    this.#worker.postMessage(message)
  }

  async close(): Promise<void> {
    if (this.#watch) clearInterval(this.#watch)
    this.#clients.clear()
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }

  #launch(): Worker {
    const worker = this.#start()
    worker.on('message', (message: FromEmulator) => {
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

  #replace(): void {
    this.#worker = null
    this.#unanswered = 0
    this.#waitingSince = null
    const now = performance.now()
    this.#lost.push(now)
    this.#givenUp = this.#lost.filter((at) => now - at < restartBudget.withinMs).length > restartBudget.count
    for (const client of [...this.#clients.values()]) {
      if (this.#givenUp) client.onGivenUp()
      else client.onLost()
    }
  }
}
