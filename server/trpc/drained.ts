import { setTimeout as delay } from 'node:timers/promises'

const highWater = 256 * 1024
const stalledMs = 5_000
const lookMs = 2

type Socket = { readonly bufferedAmount: number; terminate(): void }

/**
 * Resolves when the socket has taken most of what it was given: tRPC sends without looking, and a reader that stopped would
 * fill the server's memory. A socket that takes nothing at all for five seconds is ended; its client comes back by offset.
 */
export async function drained(socket: Socket, signal: AbortSignal): Promise<void> {
  let lowest = socket.bufferedAmount
  let since = performance.now()
  while (socket.bufferedAmount > highWater && !signal.aborted) {
    await delay(lookMs)
    if (socket.bufferedAmount < lowest) {
      lowest = socket.bufferedAmount
      since = performance.now()
    } else if (performance.now() - since > stalledMs) {
      socket.terminate()
      return
    }
  }
}
