/** Bytes. How much may wait in this process, and how much may be on its way to the client, whatever the line. */
const highWater = 256 * 1024
const windows = { first: 64 * 1024, least: 16 * 1024, most: 2 * 1024 * 1024 }
/** A ping behind each so many bytes. */
const markEvery = 4 * 1024
/** What may stand before a key's echo on the way, in milliseconds. */
const queueMs = 150
/** A line that was quiet for so long is measured anew. */
const probeEveryMs = 5_000
const stalledMs = 5_000
/** Bytes a second that a line is given the time for before anything is known of it. */
const slowest = 16 * 1024
/** A client that has not answered its first ping for so long will not, and gets no more of them than this. */
const deafMs = 3_000
const mostUnheard = 16
const longestStallMs = 30_000
const lookMs = { deaf: 2, heard: 50 }
/** More than a look may be late by itself: then this process was held up, not the reader. */
const heldUpMs = 500

type Socket = {
  readonly bufferedAmount: number
  ping(data: string): void
  on(event: 'pong', listener: (data: Buffer) => void): unknown
  terminate(): void
}

type Mark = { total: number; inFlight: number; at: number }

export type Flow = ReturnType<typeof createFlow>

/**
 * What one connection takes, so that output is made for it no faster than it arrives: tRPC sends without looking, kernels and
 * proxies hide megabytes, and on a slow line a key's echo would stand behind all of them. A ping behind the bytes says when they
 * have arrived; from how long that took follows how many may be on their way (as FAST TCP does: rate x (shortest way + a little)).
 * A client that never answers a ping is watched by what waits in this process alone.
 */
export function createFlow(socket: Socket) {
  let sent = 0
  let arrived = 0
  let marked = 0
  let marks: Mark[] = []
  let window = windows.first
  let shortestMs = Infinity
  let bytesPerMs = slowest / 1_000
  let probedAt = -Infinity
  let heard = false
  const waiting = new Set<() => void>()

  function mark(): void {
    if (!heard && marks.length >= mostUnheard) return
    marks.push({ total: sent, inFlight: sent - arrived, at: performance.now() })
    marked = sent
    socket.ping(String(sent))
  }

  socket.on('pong', (data) => {
    const total = Number(data.toString())
    // A client may answer the last of several pings alone.
    const known = marks.findLast((one) => one.total === total)
    if (!known) return
    marks = marks.filter((one) => one.total > total)
    heard = true
    arrived = total
    measure(known)
    for (const wake of [...waiting]) wake()
  })

  function measure({ inFlight, at }: Mark): void {
    const ms = Math.max(0.1, performance.now() - at)
    if (inFlight === 0) {
      shortestMs = ms
      return
    }
    shortestMs = Math.min(shortestMs, ms)
    bytesPerMs = inFlight / ms
    const wanted = bytesPerMs * (shortestMs + queueMs)
    // Little on its way says nothing of how much could be, unless it has waited.
    if (wanted > window || ms > shortestMs + queueMs) window = Math.min(windows.most, Math.max(windows.least, wanted))
  }

  /** Resolves when more has arrived, or after `ms`. */
  function next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      waiting.add(wake)
    })
  }

  const deaf = (): boolean => !heard && performance.now() - (marks[0]?.at ?? Infinity) > deafMs
  const full = (): boolean => socket.bufferedAmount > highWater || (sent - arrived > window / 2 && !deaf())

  return {
    /** To be called before something is sent: on a quiet line, finds out how long the way is. */
    before(): void {
      if (marks.length > 0 || performance.now() - probedAt < probeEveryMs) return
      probedAt = performance.now()
      arrived = sent
      mark()
    },
    /**
     * To be called when so many bytes were sent; resolves when there is room for more. A client that takes nothing for five
     * seconds, and could have, is cut off; it comes back by offset.
     */
    async sent(bytes: number, signal: AbortSignal): Promise<void> {
      sent += bytes
      if (sent - marked >= markEvery) mark()
      let last = { waits: socket.bufferedAmount, arrived, looked: performance.now() }
      let stood = 0
      while (full() && !signal.aborted) {
        await next(deaf() ? lookMs.deaf : lookMs.heard)
        const now = performance.now()
        if (socket.bufferedAmount < last.waits || arrived > last.arrived) stood = 0
        else stood += Math.min(now - last.looked, heldUpMs)
        last = { waits: socket.bufferedAmount, arrived, looked: now }
        if (stood > Math.min(longestStallMs, stalledMs + (2 * (sent - arrived)) / bytesPerMs)) {
          socket.terminate()
          return
        }
      }
    },
    /** Bytes that are on their way, as far as is known. */
    get inFlight() { return sent - arrived },
  }
}
