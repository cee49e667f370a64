import { readdirSync, readFileSync } from 'node:fs'

/** Kept free for what runs already: its database, engines, supervisors. Of a small limit, a share. */
const reserve = { share: 0.3, most: 128 }
const staleMs = 1_000

export type Descriptors = {
  /** Why nothing more may be opened, in a sentence; null where there is room, or nobody can tell. */
  refusal: () => string | null
}

/** Files and connections that this process has open, against how many it may have: beyond that nothing can even be refused. */
export function createDescriptors(read: { limit: () => number; open: () => number | null } = { limit: limitOfThis, open: openInThis }): Descriptors {
  const limit = read.limit()
  const most = limit - Math.min(reserve.most, Math.floor(limit * reserve.share))
  let open = 0
  let readAt = -Infinity
  /** Since it was last counted; each question stands for something that is about to be opened. */
  let asked = 0
  return {
    refusal() {
      if (limit === Infinity) return null
      asked += 1
      // Counting costs: far from the limit it is enough now and then.
      if (performance.now() - readAt > staleMs || open + asked >= most) {
        open = read.open() ?? limit
        readAt = performance.now()
        asked = 0
      }
      if (open + asked < most) return null
      return `claudework has ${String(open)} files and connections open of the ${String(limit)} that it may, and takes no more for now; what runs goes on. Close some windows, or start it with a higher limit (ulimit -n).`
    },
  }
}

/** Infinity where it is not known. */
function limitOfThis(): number {
  if (process.platform !== 'linux') return Infinity
  return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity)
}

/** null where even that takes one more than there are. */
function openInThis(): number | null {
  try {
    return readdirSync('/proc/self/fd').length
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE')) return null
    throw error
  }
}
