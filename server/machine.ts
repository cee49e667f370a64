import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import { readFileSync } from 'node:fs'

/** What this machine has and uses; bytes. */
export type Machine = {
  /** Of all CPUs together, since the last look; null at the first. */
  cpuPercent: number | null
  cpus: number
  memory: number
  memoryTotal: number
}

export function createMachine() {
  let last: { busy: number; all: number } | null = null
  return {
    use(): Machine {
      const times = cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({ busy: user + nice + sys + irq, all: user + nice + sys + irq + idle }))
      const now = { busy: times.reduce((sum, { busy }) => sum + busy, 0), all: times.reduce((sum, { all }) => sum + all, 0) }
      const passed = last && now.all > last.all ? Math.round(((now.busy - last.busy) / (now.all - last.all)) * 1000) / 10 : null
      last = now
      return { cpuPercent: passed, cpus: availableParallelism(), memory: totalmem() - available(), memoryTotal: totalmem() }
    },
  }
}

/** What programs could still have: free memory leaves out the cache, which is theirs for the asking. */
function available(): number {
  if (process.platform !== 'linux') return freemem()
  const kibibytes = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024
}
