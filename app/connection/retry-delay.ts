const firstMs = 250
const mostMs = 5_000

/** Full jitter: tabs that lost the same server do not come back in step. The first attempt is soon. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  return Math.round(random() * Math.min(mostMs, firstMs * 2 ** attempt))
}
