import { limits } from '../../../contract/limits.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** How long a piece whose answer was lost may wait for the connection: longer, and it would run when nobody expects it. */
const resendWithinMs = 3_000

export type InputQueueDeps = {
  /** Sends one piece; `seq` lets the far end write it once even if it is sent twice. */
  send: (data: Bytes, seq: number) => Promise<unknown>
  isLive: () => boolean
  /** Resolves to whether the connection came back in time. */
  whenLive: (withinMs: number) => Promise<boolean>
  /** True where the connection failed and not the call: whether the piece arrived is then open. */
  isLost: (error: unknown) => boolean
  /** What was typed did not go, or not all of it. */
  onRefused: (why: 'offline' | 'lost' | { error: unknown }) => void
}

/**
 * Takes what is typed to a terminal: in order, one piece in flight, what comes meanwhile together as the next piece.
 * Nothing is kept for later: while there is no connection, input is refused and said to be.
 */
export function createInputQueue({ send, isLive, whenLive, isLost, onRefused }: InputQueueDeps) {
  let waiting: Bytes[] = []
  let sending = false
  let seq = 0

  async function flush(): Promise<void> {
    sending = true
    try {
      while (waiting.length > 0) {
        const piece = nextPiece()
        seq += 1
        await sendOnce(piece, seq)
      }
    } catch (error) {
      waiting = []
      onRefused(isLost(error) ? 'lost' : { error })
    } finally {
      sending = false
    }
  }

  async function sendOnce(piece: Bytes, number: number): Promise<void> {
    try {
      await send(piece, number)
    } catch (error) {
      if (!isLost(error)) throw error
      if (waiting.length > 0) {
        waiting = []
        onRefused('offline')
      }
      if (!(await whenLive(resendWithinMs))) throw error
      await send(piece, number)
    }
  }

  function nextPiece(): Bytes {
    const all = joined(waiting)
    const piece = all.subarray(0, limits.write)
    waiting = all.length > limits.write ? [all.subarray(limits.write)] : []
    return piece
  }

  return {
    push(data: Bytes): void {
      if (!isLive()) {
        onRefused('offline')
        return
      }
      waiting.push(data)
      // What one event brings in several parts travels together.
      if (!sending) {
        sending = true
        queueMicrotask(() => void flush())
      }
    },
  }
}
export type InputQueue = ReturnType<typeof createInputQueue>

function joined(parts: readonly Bytes[]): Bytes {
  const [only] = parts
  if (parts.length === 1 && only) return only
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
