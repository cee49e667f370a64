/** Shorter than this it is nobody's business: a restart of the server, a hiccup of the network. */
const sayAfterMs = 2_000

export type AwayNotice = {
  /** What the connection does: `false` when it was lost. */
  note: (connected: boolean) => void
  close: () => void
}

/** Tells once that the server is away, when that lasts, and then that it is back. */
export function createAwayNotice({ onAway, onBack }: { onAway: () => void; onBack: () => void }): AwayNotice {
  let timer: ReturnType<typeof setTimeout> | null = null
  let told = false
  const close = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  return {
    note(connected) {
      if (!connected) {
        if (told) return
        timer ??= setTimeout(() => {
          told = true
          onAway()
        }, sayAfterMs)
        return
      }
      close()
      if (!told) return
      told = false
      onBack()
    },
    close,
  }
}
