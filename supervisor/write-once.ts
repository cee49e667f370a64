/** How many clients' sequence numbers are remembered. */
const maxClients = 256

/**
 * Lets each numbered write of a client through once. The server may die between a write and its answer, and a client then
 * sends the same number again: it gets the first one's outcome.
 */
export class WriteOnce {
  readonly #last = new Map<string, { seq: number; outcome: Promise<void> }>()

  run(id: { clientId?: string | undefined; seq?: number | undefined }, write: () => Promise<void>): Promise<void> {
    const { clientId, seq } = id
    if (clientId === undefined || seq === undefined) return write()
    const last = this.#last.get(clientId)
    // A client has one write in flight, so an older number is a repetition that was answered long ago.
    if (last && seq < last.seq) return Promise.resolve()
    if (last?.seq === seq) return last.outcome
    const outcome = write()
    this.#last.delete(clientId)
    this.#last.set(clientId, { seq, outcome })
    // A refused write was not sent: its number may come again.
    outcome.catch(() => {
      if (this.#last.get(clientId)?.outcome === outcome) this.#last.set(clientId, { seq: seq - 1, outcome: Promise.resolve() })
    })
    const [oldest] = this.#last.keys()
    if (this.#last.size > maxClients && oldest !== undefined) this.#last.delete(oldest)
    return outcome
  }
}
