import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process that can be told from a later one with the same pid. */
export type ProcessIdentity = { pid: number; startTime: string | null }

/** When a process started, in an opaque form; null where there is no such process. Field 22 of proc_pid_stat(5), else ps(1). */
export function startTimeOf(pid: number): string | null {
  if (process.platform === 'linux') {
    const stat = readStat(pid)
    // The command name may hold spaces and parentheses: fields are counted from the last closing one.
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null // ps exits 1 where there is no such process
  }
}

/** Whether that very process still runs. A zombie does not. */
export function isSameProcess(identity: ProcessIdentity): boolean {
  const startTime = startTimeOf(identity.pid)
  return startTime !== null && startTime === identity.startTime && !isZombie(identity.pid)
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false
  const stat = readStat(pid)
  return stat === null || stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
}

function readStat(pid: number): string | null {
  try {
    return readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null
    throw error
  }
}
