/** A line that a ticking terminal prints: its number, and padding that follows from it. */
const tickLineBytes = 100

/**
 * A command that prints numbered lines at a steady rate without starting a process for each: bash waits on a pipe that
 * nobody writes to.
 */
export function tickCommand({ linesPerTick, ticksPerSecond }: { linesPerTick: number; ticksPerSecond: number }): string {
  const wait = (1 / ticksPerSecond).toFixed(3)
  const padding = 'x'.repeat(tickLineBytes - 11)
  return `exec 9<> <(:); n=0; stty -echo; while :; do for ((i=0; i<${String(linesPerTick)}; i++)); do printf '#%07d ${padding}\\n' $n; n=$((n+1)); done; read -t ${wait} -u 9; done\r`
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
