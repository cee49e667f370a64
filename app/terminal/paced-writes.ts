/** What a terminal may parse before the page draws and takes keys again, in ms. */
const burstMs = 8
/** A frame that takes longer says that this machine draws slowly; then the page rests as long before the next burst. */
const slowFrameMs = 25
const longestRestMs = 100
/** Bytes or characters of a burst: the first, and what it may come to. */
const first = 32 * 1024
const least = 8 * 1024
const most = 512 * 1024

type Data = string | Uint8Array
type Write = { data: Data; done: (() => void) | undefined }

export type PacedWritesDeps = {
  terminal: { write: (data: Data, done: () => void) => void }
  /** Resolves when the page has begun its next frame; soon, where it draws none. */
  frame: () => Promise<void>
  rest: (ms: number) => Promise<void>
  now: () => number
}

/**
 * Writes to a terminal in their order. What one event brings is written at once; of a flood as much as is parsed within a part of a
 * frame, so that keys come between, and less often where frames take long, so that they are not behind a queue of frames.
 */
export function createPacedWrites({ terminal, frame, rest, now }: PacedWritesDeps) {
  let waiting: Write[] = []
  let running = false
  let size = first

  async function run(): Promise<void> {
    running = true
    for (let next = take(); next; next = take()) {
      const begun = now()
      await new Promise<void>((resolve) => { terminal.write(next.data, resolve) })
      next.done?.()
      if (waiting.length === 0) break
      const parsed = now()
      if (next.data.length > least) size = Math.min(most, Math.max(least, Math.round((next.data.length * burstMs) / Math.max(1, parsed - begun))))
      if (next.data.length === 0) continue
      await frame()
      const took = now() - parsed
      if (took > slowFrameMs) await rest(Math.min(took, longestRestMs))
    }
    running = false
  }

  /** The next piece that is no larger than a burst; what is left of its write stays. */
  function take(): Write | undefined {
    const [next] = waiting
    if (!next) return undefined
    if (next.data.length <= size) return waiting.shift()
    const piece = next.data.slice(0, size)
    next.data = next.data.slice(size)
    return { data: piece, done: undefined }
  }

  return {
    /** `done` runs once all of it is on the screen, before what is written later. */
    write(data: Data, done?: () => void): void {
      waiting.push({ data, done })
      if (!running) void run()
    },
    /** What has not been written is dropped. */
    close(): void { waiting = [] },
  }
}
