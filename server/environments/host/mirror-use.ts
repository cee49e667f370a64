/** Counts who may be about to borrow from a mirror: until then nothing on the disk says so. */
export function createMirrorUse() {
  const users = new Map<string, number>()
  return {
    inUse: (mirror: string): boolean => users.has(mirror),
    /** Counts for as long as `work` takes; null counts nothing. */
    async during<T>(mirror: string | null, work: () => Promise<T>): Promise<T> {
      if (mirror === null) return work()
      users.set(mirror, (users.get(mirror) ?? 0) + 1)
      try {
        return await work()
      } finally {
        const left = (users.get(mirror) ?? 1) - 1
        if (left > 0) users.set(mirror, left)
        else users.delete(mirror)
      }
    },
  }
}
