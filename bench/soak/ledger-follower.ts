import { crc32 } from 'node:zlib'

export type LedgerFollower = {
  push(bytes: Uint8Array): void
  /** What follows does not follow from what came before, and the viewer was told so. */
  skip(): void
  readonly count: LedgerCount
  readonly firstFault: string | null
}

export type LedgerCount = { bytes: number; lines: number; lost: number; doubled: number; changed: number }

/**
 * Reads the lines of a byte ledger (`<seq>|<bytes>|<crc32>|<payload>`) as they come, from whichever comes first. A missing
 * number is a lost line, a repeated one a doubled line; whatever is no whole line of a ledger was changed on its way.
 */
export function createLedgerFollower(): LedgerFollower {
  const count: LedgerCount = { bytes: 0, lines: 0, lost: 0, doubled: 0, changed: 0 }
  let firstFault: string | null = null
  let rest = Buffer.alloc(0)
  let next: number | null = null
  // The first line may have begun before we came.
  let inStep = false

  const fault = (what: keyof LedgerCount, { lines, text }: { lines: number; text: string }): void => {
    count[what] += lines
    firstFault ??= `${what} at line ${String(next)}: ${text}`
  }

  function take(line: string): void {
    const [, seq = '', length, sum, payload = ''] = /^(\d+)\|(\d+)\|([0-9a-f]+)\|(.*)$/s.exec(line) ?? []
    if (Number(length) !== Buffer.byteLength(payload) || sum !== crc32(payload).toString(16)) {
      if (inStep) fault('changed', { lines: 1, text: JSON.stringify(line.slice(0, 120)) })
      return
    }
    const number = Number(seq)
    inStep = true
    if (next !== null && number > next) fault('lost', { lines: number - next, text: `${String(number)} came` })
    if (next !== null && number < next) fault('doubled', { lines: 1, text: `${String(number)} came` })
    next = number + 1
    count.lines += 1
  }

  return {
    push(bytes) {
      count.bytes += bytes.length
      const all = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes])
      let from = 0
      for (let end = all.indexOf('\r\n'); end >= 0; end = all.indexOf('\r\n', from)) {
        take(all.toString('utf8', from, end))
        from = end + 2
      }
      rest = all.subarray(from)
    },
    skip() {
      rest = Buffer.alloc(0)
      next = null
      inStep = false
    },
    count,
    get firstFault() { return firstFault },
  }
}
