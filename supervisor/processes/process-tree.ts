import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** In the environment of everything a terminal starts: the terminal's id. */
export const terminalVariable = 'CLAUDEWORK_TERMINAL'
/** Beside it, the only one of its kind in the world: finds what left its process group and session behind, and nobody else's. */
export const treeVariable = 'CLAUDEWORK_TREE'

type Process = { pid: number; parent: number; session: number; zombie: boolean; startTime: string; name: string }

const ladder: { signal: NodeJS.Signals; waitMs: number }[] = [
  { signal: 'SIGHUP', waitMs: 300 },
  { signal: 'SIGTERM', waitMs: 2_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
]

/**
 * Ends a program and all that came from it: its process session, its descendants, and what detached itself by a double fork
 * or `setsid`. First asked, then told, then killed. Resolves when none is left, or after SIGKILL had its time.
 */
export async function endTree(tree: { pid: number; marker: string }, options: { from?: NodeJS.Signals } = {}): Promise<void> {
  const steps = ladder.slice(Math.max(0, ladder.findIndex(({ signal }) => signal === (options.from ?? 'SIGHUP'))))
  for (const { signal, waitMs } of steps) {
    const until = performance.now() + waitMs
    const told = new Set<string>()
    for (;;) {
      const left = treeOf(tree)
      if (left.length === 0) return
      // Ones that were forked since the last look are told too.
      for (const process of left) {
        const key = `${String(process.pid)}@${process.startTime}`
        if (!told.has(key)) send(process.pid, signal)
        told.add(key)
      }
      if (performance.now() > until) break
      await delay(15)
    }
  }
}

/** Names of what runs in a tree beside the program that was started, the oldest first: what would end with it. */
export function programsIn(tree: { pid: number; marker: string }): string[] {
  return treeOf(tree)
    .filter(({ pid }) => pid !== tree.pid)
    .toSorted((a, b) => Number(a.startTime) - Number(b.startTime))
    .map(({ name }) => name)
}

function treeOf({ pid, marker }: { pid: number; marker: string }): Process[] {
  const all = processes()
  const found = new Map<number, Process>()
  for (const process of all) {
    // The program leads the session of its PTY; its own number may be another's by now.
    if (process.session === pid || isBeingStarted(process, pid) || hasMarker(process.pid, marker)) found.set(process.pid, process)
  }
  for (let grown = true; grown;) {
    grown = false
    for (const process of all) {
      if (found.has(process.pid) || !found.has(process.parent)) continue
      found.set(process.pid, process)
      grown = true
    }
  }
  // A zombie is dead; its parent, or the init, takes it away.
  return [...found.values()].filter((process) => !process.zombie && process.pid !== globalThis.process.pid)
}

/** Between its fork and its own session it has neither that nor an environment: it is known by whose child it is. */
function isBeingStarted(process: Process, pid: number): boolean {
  return process.pid === pid && process.parent === globalThis.process.pid
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((process) => process !== null)
}

/** Fields of /proc/pid/stat behind the name, which may itself hold spaces and brackets. */
function statOf(pid: number): Process | null {
  const stat = readProc(pid, 'stat')
  if (stat === null) return null
  const [state = '', parent = '', , session = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
  return { pid, parent: Number(parent), session: Number(session), zombie: state === 'Z' || state === 'X', startTime, name }
}

function hasMarker(pid: number, marker: string): boolean {
  return readProc(pid, 'environ')?.split('\0').includes(`${treeVariable}=${marker}`) ?? false
}

/** null for a process that is gone, or of another user. */
export function readProc(pid: number, file: 'stat' | 'environ'): string | null {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'latin1')
  } catch {
    return null
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error
  }
}
