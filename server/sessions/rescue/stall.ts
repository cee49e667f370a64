/** A signal that fires when nothing was heard for so long, or when another does. */
export function createStall({ ms, signal }: { ms: number; signal: AbortSignal }): Disposable & { signal: AbortSignal; heard: () => void; readonly stalled: boolean } {
  const silent = new AbortController()
  let timer = setTimeout(() => { silent.abort() }, ms)
  return {
    signal: AbortSignal.any([signal, silent.signal]),
    heard() {
      clearTimeout(timer)
      timer = setTimeout(() => { silent.abort() }, ms)
    },
    get stalled() {
      return silent.signal.aborted
    },
    [Symbol.dispose]: () => { clearTimeout(timer) },
  }
}
