import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from '../problem.ts'

const perMinute = 10

/**
 * Counts tries of sign-in codes, all callers together: on loopback everybody has the same address, and nobody is exempt.
 * Who is signed in already is not affected.
 */
export function createAttempts() {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return {
    /** Takes one try, before anything is compared. */
    async take(): Promise<void> {
      try {
        await limiter.consume('all')
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error
        throw new Problem('too-many', `Too many sign-ins were tried; wait ${String(Math.ceil(error.msBeforeNext / 1000))} seconds and open the link again.`)
      }
    },
  }
}
