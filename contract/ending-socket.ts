/** How long the other end may take to answer that a connection is closed. */
const closingMs = 500

/**
 * A WebSocket that is closed soon after `close()` was called. On a link that is half open the other end never answers that, and a
 * socket would wait for it: Chromium's for a minute, Node's for as long as TCP does, which is minutes. A function, since not every program has a WebSocket.
 */
export function endingSocket(): typeof WebSocket {
  return class EndingSocket extends WebSocket {
    #ended = false

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      // First of all listeners: what comes after the end is nobody's.
      for (const kind of ['message', 'error', 'close'] as const) {
        this.addEventListener(kind, (event) => {
          if (this.#ended) event.stopImmediatePropagation()
          if (kind === 'close') this.#ended = true
        })
      }
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason)
      setTimeout(() => {
        if (!this.#ended) this.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '', wasClean: false }))
      }, closingMs)
    }
  }
}
