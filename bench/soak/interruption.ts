/** Aborted by the first signal that asks this process to end, so that what it has made is taken away; the next one ends it at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1)
      process.stderr.write(`${signal}: taking away what was made\n`)
      controller.abort()
    })
  }
  return controller.signal
}
