import type { Disk } from '../disk.ts'
import { Problem } from '../problem.ts'

export type CloneRoom = Disposable & {
  /** Aborted once too little is left. */
  signal: AbortSignal
  problem: () => Problem
}

/** So often a disk is looked at; none fills its last gigabyte faster. */
const everyMs = 1_000

/**
 * Watches the disk that a clone is written to: a repository without end would take what everything else on it needs. A disk that had
 * too little to begin with is left to git, which says so if a small repository does not fit either. `look` says null where it is not known.
 */
export function watchRoom(look: () => Promise<Disk | null>, every = everyMs): CloneRoom {
  const low = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let over = false
  const next = (first: boolean): void => {
    void look().then((disk) => {
      if (over || disk === null) return
      const isLow = disk.free < reserveOf(disk)
      if (isLow && !first) low.abort()
      if (!isLow) timer = setTimeout(() => { next(false) }, every).unref()
    })
  }
  next(true)
  return {
    signal: low.signal,
    problem: () => new Problem('failed', 'The clone was ended before it filled the disk; make room there, or choose to clone without old file contents in the settings of the environment.'),
    [Symbol.dispose]: () => {
      over = true
      clearTimeout(timer)
    },
  }
}

/** What is left to everything else, in bytes. */
function reserveOf({ total }: Disk): number {
  return Math.min(1024 ** 3, total * 0.02)
}
