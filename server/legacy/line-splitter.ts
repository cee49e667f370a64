const newline = 0x0a
const lineCap = 8 * 1024 * 1024
const keptOfLong = 64 * 1024

export type Line =
  | { kind: 'line'; text: string }
  /** Longer than the cap: its beginning, and how long it was. */
  | { kind: 'too long'; text: string; bytes: number }
  /** The output ended within it. */
  | { kind: 'half'; text: string; bytes: number }

/**
 * Cuts a byte stream into lines. A line is decoded once it is whole, so a character that was split between two chunks is not
 * lost; of a line over the cap only the beginning is held, so that a stream without line ends cannot fill the memory.
 */
export function createLineSplitter({ onLine, cap = lineCap }: { onLine: (line: Line) => void; cap?: number }) {
  let held: Buffer[] = []
  let heldBytes = 0
  let lineBytes = 0

  function hold(bytes: Buffer): void {
    lineBytes += bytes.length
    const most = lineBytes > cap ? Math.min(keptOfLong, cap) : cap
    // A slice holds its whole chunk: what is cut off is copied, and an empty slice is not kept at all.
    if (heldBytes > most) held = [Buffer.from(Buffer.concat(held).subarray(0, most))]
    else if (heldBytes < most) held.push(bytes.subarray(0, most - heldBytes))
    heldBytes = Math.min(heldBytes + bytes.length, most)
  }

  function take(whole: boolean): void {
    const text = Buffer.concat(held).toString('utf8')
    const bytes = lineBytes
    held = []
    heldBytes = lineBytes = 0
    if (bytes > cap) onLine({ kind: 'too long', text, bytes })
    else if (!whole) onLine({ kind: 'half', text, bytes })
    else if (text.trim() !== '') onLine({ kind: 'line', text })
  }

  return {
    push(chunk: Buffer): void {
      let from = 0
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        hold(chunk.subarray(from, at))
        take(true)
        from = at + 1
      }
      if (from < chunk.length) hold(chunk.subarray(from))
    },
    /** The stream has ended: what is held is half a line. */
    end(): void {
      if (lineBytes > 0) take(false)
    },
  }
}
