/** Later than this, a timer was held up together with everything else here. */
const heldUpMs = 500
const graceMs = 1_000

/**
 * Calls back after `ms`, unless cancelled by the function it returns. Where this process itself was held up meanwhile, whoever is
 * waited for is not to blame: answers that have come are read first, and it gets a second more.
 */
export function afterMs(ms: number, expire: () => void): () => void {
  let cancelled = false
  let due = performance.now() + ms
  let timer = setTimeout(look, ms)

  function look(): void {
    const late = performance.now() - due
    if (late > heldUpMs) {
      const more = Math.min(ms, graceMs)
      due = performance.now() + more
      timer = setTimeout(look, more)
    } else {
      // Timers come before what sockets have brought.
      setImmediate(() => setImmediate(() => { if (!cancelled) expire() }))
    }
  }

  return () => {
    cancelled = true
    clearTimeout(timer)
  }
}
