import { apiErrorOf } from './api-error.ts'
import type { Client } from './types.ts'

type Subscribe = Client['terminals']['attach']['subscribe']
type Tracked = ReturnType<Subscribe> extends AsyncIterableIterator<infer Event> ? Event : never

/** What a terminal does: its output, a snapshot of its screen, a new size, the end of its program. `end` is the offset to go on from. */
export type AttachEvent = Tracked['data'] & { end: number }

export type AttachOptions = {
  /** Absolute byte offset to begin at; 0 = the beginning. Left out: a snapshot of now, then what follows. */
  offset?: number | undefined
  /** Ends the iteration, without an error. */
  signal?: AbortSignal | undefined
  /** Whose eyes these are; the same id in `write` and `resize` makes this client own the terminal's size. */
  clientId?: string | undefined
  /**
   * Bytes that may wait for a slow reader. Above it the output is left at the server until the reader has caught up, which
   * may then answer with a snapshot in place of what was skipped. `Infinity` keeps everything here.
   */
  waitingBytes?: number | undefined
  /** Hears whether the server is connected, first what is so now, then each change. The iteration goes on by itself either way. */
  onConnection?: ((connected: boolean) => void) | undefined
}

const defaultWaitingBytes = 8 * 1024 * 1024

/**
 * A terminal's events, across lost connections: each goes on where the one before ended. Ends when the terminal is closed or
 * its session removed; rejects with what the server refused it with.
 */
export async function* attachEvents(client: Client, terminalId: string, options: AttachOptions = {}): AsyncGenerator<AttachEvent, void, undefined> {
  const { signal, clientId, waitingBytes = defaultWaitingBytes, onConnection } = options
  let { offset } = options
  let attached = false
  for (;;) {
    if (signal?.aborted) return
    const stretch = subscribe(client, { terminalId, offset, clientId }, { signal, waitingBytes, onConnection })
    try {
      for (let event = await stretch.next(); event; event = await stretch.next()) {
        offset = event.end
        attached = true
        yield event
        if (isAborted(signal)) return
      }
    } catch (error) {
      // It was there before: now it is closed.
      if (attached && apiErrorOf(error)?.code === 'NOT_FOUND') return
      throw error
    } finally {
      stretch.leave()
    }
    if (!stretch.overflowed()) return
  }
}

/** A terminal's output as bytes, a snapshot as what draws it. See `attachEvents` for how it resumes and ends. */
export async function* attach(client: Client, terminalId: string, options: AttachOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder()
  for await (const event of attachEvents(client, terminalId, options)) {
    if (event.kind === 'data') yield event.bytes
    else if (event.kind === 'snapshot') yield encoder.encode(event.data)
  }
}

type Stretch = {
  /** The next event; null at the end of this subscription. */
  next(): Promise<AttachEvent | null>
  overflowed(): boolean
  leave(): void
}

/** One subscription with what its reader has not taken yet. */
function subscribe(client: Client, input: Parameters<Subscribe>[0], { signal, waitingBytes, onConnection }: Pick<AttachOptions, 'signal' | 'onConnection'> & { waitingBytes: number }): Stretch {
  const events: AttachEvent[] = []
  let bytes = 0
  let overflow = false
  let ended = false
  let failure: Error | null = null
  let wake: () => void = () => undefined
  const end = (): void => {
    ended = true
    wake()
  }
  const subscription = client.terminals.attach.subscribe(input, {
    onData: ({ id, data }) => {
      if (overflow) return
      events.push({ ...data, end: Number(id) })
      bytes += sizeOf(data)
      if (bytes > waitingBytes) {
        overflow = true
        // Unsubscribing in the middle of a delivery would end it twice.
        queueMicrotask(() => subscription.unsubscribe())
        ended = true
      }
      wake()
    },
    onError: (error) => {
      failure = error
      end()
    },
    onComplete: end,
    onConnectionStateChange: ({ state }) => onConnection?.(state !== 'connecting'),
  })
  signal?.addEventListener('abort', end, { once: true })
  return {
    async next() {
      for (;;) {
        const event = events.shift()
        if (event) {
          bytes -= sizeOf(event)
          return event
        }
        if (failure) throw failure
        if (ended) return null
        await new Promise<void>((resolve) => { wake = resolve })
      }
    },
    overflowed: () => overflow,
    leave: () => {
      signal?.removeEventListener('abort', end)
      subscription.unsubscribe()
    },
  }
}

/** The signal changes while the reader works, which narrowing does not see. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

function sizeOf(data: Tracked['data']): number {
  return data.kind === 'data' ? data.bytes.length : data.kind === 'snapshot' ? data.data.length : 0
}
