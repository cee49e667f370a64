/** A line that a ticking terminal prints: its number, and padding. */
export const tickLineBytes = 100

/**
 * A command that prints numbered lines at a steady rate, each with a write of its own. Perl, since a shell takes ten times as long for
 * a line: a hundred of them would be most of what is measured.
 */
export function tickCommand({ linesPerTick, ticksPerSecond }: { linesPerTick: number; ticksPerSecond: number }): string {
  const program = `$padding = 'x' x ${String(tickLineBytes - 11)}; for (;;) { syswrite STDOUT, sprintf("#%07d $padding\\n", $n++) for 1..${String(linesPerTick)}; select undef, undef, undef, ${String(1 / ticksPerSecond)} }`
  return `stty -echo; exec perl -e '${program.replaceAll("'", '"')}'\r`
}

/** Follows the numbers in such an output, from whichever comes first. */
export function createTickCheck(): { push(bytes: Uint8Array): void; readonly lines: number; readonly lost: number; readonly doubled: number } {
  let rest = ''
  let next: number | null = null
  const seen = { lines: 0, lost: 0, doubled: 0 }
  return {
    push(bytes) {
      const lines = (rest + Buffer.from(bytes).toString('latin1')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const number = /^#(\d{7}) x+$/.exec(line)?.[1]
        if (number === undefined || line.length !== tickLineBytes - 2) continue
        const value = Number(number)
        if (next !== null && value > next) seen.lost += value - next
        if (next !== null && value < next) seen.doubled += 1
        next = value + 1
        seen.lines += 1
      }
    },
    get lines() { return seen.lines },
    get lost() { return seen.lost },
    get doubled() { return seen.doubled },
  }
}
