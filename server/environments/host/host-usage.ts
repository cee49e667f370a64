import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { promisify } from 'node:util'
import { cpuPercent, createRates } from '../cpu-rate.ts'
import type { Usage } from '../usage.ts'
import { processesOf } from './host-supervisor.ts'

const run = promisify(execFile)
/** USER_HZ of proc(5): 100 wherever Linux runs Node. */
const tickMs = 10
const diskMs = 60_000
const duMs = 20_000

type Counters = { cpuMs: number; memory: number } | null

/** What sessions on this machine use: all processes that bear a session's name in their environment, and its folder. */
export function createHostUsage() {
  const rates = createRates<Counters>()
  const disks = new Map<string, { at: number; size: Promise<number | null> }>()

  function diskOf(folder: string): Promise<number | null> {
    const known = disks.get(folder)
    if (known && performance.now() - known.at < diskMs) return known.size
    const size = sizeOf(folder)
    disks.set(folder, { at: performance.now(), size })
    for (const [name, { at }] of disks) if (performance.now() - at > diskMs) disks.delete(name)
    return size
  }

  return async (sessionId: string, folder: string): Promise<Usage> => {
    const [{ before, after, ms }, disk] = await Promise.all([rates.between(sessionId, () => Promise.resolve(countersOf(sessionId))), diskOf(folder)])
    // A process that ended without its parent has taken its time with it.
    return { cpuPercent: before && after ? cpuPercent(after.cpuMs - before.cpuMs, ms) : null, memory: after?.memory ?? null, memoryLimit: totalmem(), disk, reached: [] }
  }
}

/** null where there is no /proc to tell. */
function countersOf(sessionId: string): Counters {
  if (process.platform !== 'linux') return null
  const sum = { cpuMs: 0, memory: 0 }
  for (const pid of processesOf(sessionId)) {
    const stat = readProc(pid, 'stat')
    // Fields 14-17 of proc_pid_stat(5): its own time and that of children that have ended. The name before may hold anything.
    const times = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 15)
    sum.cpuMs += times.reduce((ticks, time) => ticks + Number(time), 0) * tickMs
    // Its share of what several processes map, so that the sum counts nothing twice.
    sum.memory += Number(/^Pss:\s+(\d+) kB/m.exec(readProc(pid, 'smaps_rollup'))?.[1] ?? 0) * 1024
  }
  return sum
}

// Processes end while they are looked at.
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(String(error.code))) return ''
    throw error
  }
}

/** Bytes on the disk; null where du could not say within its time. */
async function sizeOf(folder: string): Promise<number | null> {
  try {
    const { stdout } = await run('du', ['-sk', '--', folder], { timeout: duMs, env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' } })
    return Number(stdout.split('\t')[0]) * 1024
  } catch (error) {
    // Files that vanish while it looks make it fail with its sum said all the same.
    const said = error instanceof Error && 'stdout' in error && typeof error.stdout === 'string' ? /^(\d+)\t/.exec(error.stdout) : null
    return said ? Number(said[1]) * 1024 : null
  }
}
