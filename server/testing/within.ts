import { expect } from 'vitest'

/** A promise of so many seconds, and as long again for a machine that is busy with other tests. */
export async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work
  expect((performance.now() - began) / 1000).toBeLessThan(2 * seconds)
  return result
}
