import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from '../problem.ts'

const perMinute = 10

/**
 * Counts wrong sign-in codes, all callers together: on loopback everybody has the same address, and nobody is exempt.
 * Who is signed in already, or comes with a right code, is not affected.
 */
export function createAttempts() {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return {
    /** Gives back a try that was right. */
    refund: async (): Promise<void> => { await limiter.reward('all') },
    /** Takes one try, before anything is compared. */
    async take(): Promise<void> {
      try {
        await limiter.consume('all')
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error
        throw new Problem('too-many', `Too many wrong sign-in links were tried; wait ${String(Math.ceil(error.msBeforeNext / 1000))} seconds and open the link again.`)
      }
    },
  }
}
