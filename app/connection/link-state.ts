/** Whether the API is in reach. `since` is in milliseconds of the epoch. */
export type LinkState = { kind: 'live' } | { kind: 'connecting'; since: number }

export type LinkStore = ReturnType<typeof createLinkStore>

export function createLinkStore(now: () => number = Date.now) {
  let state: LinkState = { kind: 'connecting', since: now() }
  const listeners = new Set<() => void>()

  function become(next: LinkState): void {
    // A link that fails again while it connects has been away since the first loss.
    if (next.kind === state.kind) return
    state = next
    for (const listener of [...listeners]) listener()
  }

  return {
    get: (): LinkState => state,
    opened: () => become({ kind: 'live' }),
    lost: () => become({ kind: 'connecting', since: now() }),
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
