/** A session of the soak, as it is remembered past the server: what was made, and which marks its work held for certain. */
export type Known = {
  name: string
  kind: 'HOST' | 'DOCKER'
  /** null while its creation was not answered. */
  id: string | null
  /** Names of files that its terminal said were written. */
  marks: string[]
  /** Somebody deletes it: what comes of other operations on it is theirs. */
  leaving: boolean
}

/** All sessions there ever were. Names are never used twice, so that a rescue tells whose it is. */
export function createPool(random: () => number) {
  const all: Known[] = []
  const marks = { count: 0 }
  const live = (): Known[] => all.filter(({ leaving }) => !leaving)
  return {
    all,
    live,
    add(kind: Known['kind']): Known {
      const known: Known = { name: `soak-${String(all.length + 1)}`, kind, id: null, marks: [], leaving: false }
      all.push(known)
      return known
    },
    /** One that is not being deleted; null = there is none. */
    any(): Known | null {
      const some = live().filter(({ id }) => id !== null)
      return some[Math.floor(random() * some.length)] ?? null
    },
    nextMark: (): string => `mark-${String(++marks.count)}`,
  }
}
export type Pool = ReturnType<typeof createPool>
