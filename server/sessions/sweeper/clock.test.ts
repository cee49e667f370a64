import { describe, expect, it } from 'vitest'
import { createGapDetector } from './clock.ts'
import { createManualClock } from './manual-clock.ts'

const tick = 15_000

function detector() {
  const clock = createManualClock()
  return { clock, gap: createGapDetector(clock).gap }
}

describe('a gap', () => {
  it.each<[string, (clock: ReturnType<typeof createManualClock>) => void, boolean]>([
    ['F44: the machine slept for 31 s', (clock) => { clock.suspend(31_000) }, true],
    ['F44: it slept for 30 s', (clock) => { clock.suspend(30_000) }, false],
    ['F44: a tick came more than three times late', (clock) => { clock.freeze(3 * tick + 1) }, true],
    ['F44: a tick came three times late', (clock) => { clock.freeze(3 * tick) }, false],
    ['F45: the clock was set forward', (clock) => { clock.setWall(3_600_000) }, true],
    ['F45: the clock was set back', (clock) => { clock.setWall(-3_600_000) }, false],
  ])('%s: %s', (_, happen, expected) => {
    const { clock, gap } = detector()
    happen(clock)
    expect(gap(tick)).toBe(expected)
    expect(gap(tick)).toBe(false)
  })
})
