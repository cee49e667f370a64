import { readdirSync, readFileSync } from 'node:fs'
import { readProc, terminalVariable } from './process-tree.ts'
import type { ProcessActivity } from '../protocol.ts'

/** What runs below the terminals. `pid` leads a terminal; `agent` is the one that the agent runs in. */
export type Root = { pid: number; terminalId: string; agent: boolean }

type Process = { key: string; pid: number; parent: number; session: number; ownTicks: number; childTicks: number; startTicks: number }
type Sample = { at: number; ticks: ReadonlyMap<string, number> }

/** Ticks of a Linux clock as /proc gives them, whatever the kernel's own. */
const ticksPerSecond = 100
const windowMs = 60_000
/** A shorter time than this says nothing: one tick would already be a percent of a second. */
const leastMs = 4_000

/** Looks at what runs below the terminals each time it is asked; the CPU is that between askings, a minute back at most. */
export class ProcessWatch {
  readonly #roots: () => Root[]
  readonly #now: () => number
  /** Whose a process is that left its terminal's session and parents; it never changes. */
  #markers = new Map<string, string | null>()
  #samples: Sample[] = []

  constructor(roots: () => Root[], now: () => number = () => performance.now()) {
    this.#roots = roots
    this.#now = now
  }

  look(): ProcessActivity {
    const roots = this.#roots()
    const all = readAll()
    const found = this.#below(all, roots)
    const cpu = this.#cpu(found)
    const agentChildren = found.filter(({ root, process }) => root.agent && process.pid !== root.pid)
    const youngest = agentChildren.reduce((latest, { process }) => Math.max(latest, process.startTicks), -1)
    const age = youngest < 0 ? null : Math.max(0, Math.round((uptimeSeconds() - youngest / ticksPerSecond) * 1_000))
    return { childCpuPerMille: cpu, youngestAgentChildMs: age }
  }

  #cpu(found: { root: Root; process: Process }[]): number | null {
    const now = this.#now()
    // What a process has waited for counts with it, so that a build of many short compilers is seen. Of the program that was started
    // itself only that counts.
    const ticks = new Map(found.map(({ root, process }) => [process.key, process.childTicks + (process.pid === root.pid ? 0 : process.ownTicks)]))
    this.#samples.push({ at: now, ticks })
    // The newest sample that is a minute old, and all after it.
    const first = this.#samples.findLastIndex(({ at }) => now - at >= windowMs)
    if (first > 0) this.#samples.splice(0, first)
    const [oldest] = this.#samples
    const passed = oldest ? now - oldest.at : 0
    if (!oldest || passed < leastMs) return null
    let most = 0
    for (const [key, count] of ticks) most = Math.max(most, count - (oldest.ticks.get(key) ?? 0))
    return Math.round(((most / ticksPerSecond) * 1_000_000) / passed)
  }

  #below(all: Process[], roots: Root[]): { root: Root; process: Process }[] {
    const owner = new Map<number, Root>()
    const byTerminal = new Map(roots.map((root) => [root.terminalId, root]))
    const bySession = new Map(roots.map((root) => [root.pid, root]))
    const markers = new Map<string, string | null>()
    for (const process of all) {
      const known = this.#markers.get(process.key)
      const marker = known === undefined ? markerOf(process.pid) : known
      markers.set(process.key, marker)
      const root = bySession.get(process.session) ?? (marker === null ? undefined : byTerminal.get(marker))
      if (root) owner.set(process.pid, root)
    }
    this.#markers = markers
    for (let grown = true; grown;) {
      grown = false
      for (const process of all) {
        const root = owner.has(process.pid) ? undefined : owner.get(process.parent)
        if (!root) continue
        owner.set(process.pid, root)
        grown = true
      }
    }
    return all.flatMap((process) => {
      const root = owner.get(process.pid)
      return root ? [{ root, process }] : []
    })
  }
}

function readAll(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readProc(Number(name), 'stat')
      const process = stat === null ? null : parseStat(Number(name), stat)
      return process ? [process] : []
    })
}

/** Fields behind the name, which may itself hold spaces and brackets; null for a zombie. */
function parseStat(pid: number, stat: string): Process | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  const at = (index: number): number => Number(fields[index] ?? 0)
  return { key: `${String(pid)}@${fields[19] ?? ''}`, pid, parent: at(1), session: at(3), ownTicks: at(11) + at(12), childTicks: at(13) + at(14), startTicks: at(19) }
}

function markerOf(pid: number): string | null {
  const entry = readProc(pid, 'environ')?.split('\0').find((pair) => pair.startsWith(`${terminalVariable}=`))
  return entry?.slice(terminalVariable.length + 1) ?? null
}

function uptimeSeconds(): number {
  return Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0])
}
