/** Waits between attempts, with full jitter: many links that lost one engine do not come back as one crowd. */
export function createBackoff(options: { firstMs: number; longestMs: number; random?: () => number }): { next(): number; reset(): void } {
  const random = options.random ?? Math.random
  let ceiling = options.firstMs
  return {
    next() {
      const wait = random() * ceiling
      ceiling = Math.min(ceiling * 2, options.longestMs)
      return wait
    },
    reset() {
      ceiling = options.firstMs
    },
  }
}
