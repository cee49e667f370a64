import { beginMark, printBeginMark } from './begin-mark.ts'
import { ask, type Line } from './line.ts'

type Flood = {
  /** Printed over and over. */
  file: string
  block: Buffer
  times: number
}

/** Prints a file over and over and reads it back, each byte compared. Answers MB/s (10^6 bytes) from the key to the last byte. */
export async function flooded(line: Line, { file, block, times }: Flood): Promise<number> {
  const total = block.length * times
  let before = Buffer.alloc(0)
  let begun = false
  let at = 0
  const started = performance.now()
  await ask(line, `${printBeginMark}; for i in $(seq ${String(times)}); do cat ${file}; done\r`, (bytes) => {
    let rest = bytes
    if (!begun) {
      before = Buffer.concat([before, bytes])
      const mark = before.indexOf(beginMark)
      if (mark < 0) return null
      begun = true
      rest = before.subarray(mark + beginMark.length)
    }
    rest = rest.subarray(0, total - at)
    while (rest.length > 0) {
      const from = at % block.length
      const n = Math.min(rest.length, block.length - from)
      if (block.compare(rest, 0, n, from, from + n) !== 0) throw new Error(`a byte between ${String(at)} and ${String(at + n)} is not what was printed`)
      at += n
      rest = rest.subarray(n)
    }
    return at === total ? true : null
  })
  return total / 1e6 / ((performance.now() - started) / 1000)
}
