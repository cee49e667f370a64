import type { Terminal } from '@xterm/xterm'

/** Somebody looks at what was; `news`: more was printed since. null at the end, where new output shows by itself. */
export type Scrolled = { news: boolean } | null

/** Tells when somebody scrolls away from the end of what was printed, when there is more of it, and when they are back. */
export function watchScroll(terminal: Pick<Terminal, 'buffer' | 'onRender' | 'onLineFeed' | 'onWriteParsed'>, onScrolled: (scrolled: Scrolled) => void): () => void {
  let told: Scrolled = null
  let printed = false
  const look = () => {
    const { type, viewportY, baseY } = terminal.buffer.active
    // A full-screen program has nothing to scroll back to.
    const away = type === 'normal' && viewportY < baseY
    if (!away || told === null) printed = false
    const now = away ? { news: printed } : null
    if (now?.news === told?.news) return
    told = now
    onScrolled(now)
  }
  // What is printed out of sight is not drawn.
  const listeners = [terminal.onRender(look), terminal.onWriteParsed(look), terminal.onLineFeed(() => { printed = true })]
  return () => listeners.forEach((listener) => listener.dispose())
}
