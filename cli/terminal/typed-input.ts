import { apiErrorOf } from '../../client/api-error.ts'
import type { Client } from '../../client/client.ts'
import { limits } from '../../contract/limits.ts'

const waitMs = 200

/**
 * What was typed, on its way to a terminal: in order, one write in flight. A write whose answer was lost is sent again under
 * its own number, which the other end takes once.
 */
export class TypedInput {
  readonly #client: Client
  readonly #target: { terminalId: string; clientId: string }
  readonly #onError: (error: unknown) => void
  #waiting: Buffer = Buffer.alloc(0)
  #seq = 0
  #sending = false
  #closed = false

  constructor(client: Client, target: { terminalId: string; clientId: string }, onError: (error: unknown) => void) {
    this.#client = client
    this.#target = target
    this.#onError = onError
  }

  push(typed: Buffer): void {
    if (this.#closed) return
    this.#waiting = Buffer.concat([this.#waiting, typed])
    if (this.#sending) return
    this.#sending = true
    this.#send().catch(this.#onError).finally(() => { this.#sending = false })
  }

  /** What has not been sent is dropped. */
  close(): void {
    this.#closed = true
    this.#waiting = Buffer.alloc(0)
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#closed) {
      const data = Uint8Array.from(this.#waiting.subarray(0, limits.write))
      this.#waiting = this.#waiting.subarray(data.length)
      this.#seq += 1
      await this.#write(data, this.#seq)
    }
  }

  async #write(data: Uint8Array<ArrayBuffer>, seq: number): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#client.terminals.write.mutate({ ...this.#target, data, seq })
        return
      } catch (error) {
        const code = apiErrorOf(error)?.code
        if (code !== 'UNREACHABLE' && code !== 'SERVICE_UNAVAILABLE') throw error
        await new Promise((resolve) => { setTimeout(resolve, waitMs) })
      }
    }
  }
}
