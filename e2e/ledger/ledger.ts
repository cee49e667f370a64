import { crc32 } from 'node:zlib'

export type LedgerResult = { seen: number; lost: number; doubled: number; changed: number; ended: boolean }

/** Reads what `print.mjs` printed, in pieces cut anywhere, and counts what is wrong with it. */
export function createLedger(): { push(bytes: Uint8Array): void; result(): LedgerResult } {
  const found: LedgerResult = { seen: 0, lost: 0, doubled: 0, changed: 0, ended: false }
  let rest = Buffer.alloc(0)
  let last = 0

  function line(bytes: Buffer): void {
    const text = bytes.toString('utf8').replace(/\r$/, '')
    const [number = '', length = '', sum = ''] = text.split('|', 3)
    if (number === 'end') {
      found.ended = true
      found.lost += Math.max(0, Number(length) - last)
      return
    }
    const payload = text.slice(number.length + length.length + sum.length + 3)
    if (!/^\d+$/.test(number) || Buffer.byteLength(payload) !== Number(length) || crc32(payload).toString(16) !== sum) {
      found.changed += 1
      return
    }
    const at = Number(number)
    if (at <= last) found.doubled += 1
    else found.lost += at - last - 1
    last = Math.max(last, at)
    found.seen += 1
  }

  return {
    push(bytes) {
      rest = rest.length > 0 ? Buffer.concat([rest, bytes]) : Buffer.from(bytes)
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        line(rest.subarray(0, end))
        rest = rest.subarray(end + 1)
      }
    },
    result: () => ({ ...found }),
  }
}
