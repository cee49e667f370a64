import { describe, expect, it } from 'vitest'
import { createActivity } from './activity.ts'
import { createManualClock } from './manual-clock.ts'
import { createSweeper, type SweptSession } from './sweeper.ts'
import { createWorkload } from './testing/workload.ts'

const second = 1_000
const minute = 60 * second
const stepMs = 5 * second
const tickMs = 15 * second
const stopTakesMs = 2 * second
const sessions = 1_000
const steps = (24 * 60 * minute) / stepMs

type Figures = { stops: number; activeStopped: number; overdue: number; latestMs: number; longestTickMs: number; sweepMs: number; wakes: number }

/** A day of a thousand sessions. What is true of them is the workload's; the sweeper only gets what a supervisor would say. */
async function simulate(seed: number): Promise<Figures> {
  const clock = createManualClock()
  const activity = createActivity({ now: clock.monotonic })
  const running = new Map<string, SweptSession>()
  const workload = createWorkload({ seed, sessions, activity, now: clock.monotonic, onStart: (session) => running.set(session.id, session) })
  const figures: Figures = { stops: 0, activeStopped: 0, overdue: 0, latestMs: 0, longestTickMs: 0, sweepMs: 0, wakes: 0 }
  const sweeper = createSweeper({
    // The tick is timed where it is fired.
    clock: {
      ...clock,
      after: (ms, callback) => clock.after(ms, () => {
        const before = performance.now()
        callback()
        const took = performance.now() - before
        figures.sweepMs += took
        figures.longestTickMs = Math.max(figures.longestTickMs, took)
      }),
    },
    activity,
    list: () => [...running.values()],
    find: (id) => running.get(id) ?? null,
    stop: (id, generation) => {
      const now = clock.monotonic()
      const lateMs = now - workload.dueAt(id)
      if (lateMs < 0 || generation !== activity.generationOf(id)) figures.activeStopped++
      figures.latestMs = Math.max(figures.latestMs, lateMs)
      figures.stops++
      running.delete(id)
      workload.stopped(id)
      return new Promise((resolve) => { clock.after(stopTakesMs, () => { resolve('stopped') }) })
    },
    onChange: () => undefined,
    onFailure: () => undefined,
  })
  sweeper.start()
  for (let step = 0; step < steps; step++) {
    await clock.pass(stepMs)
    workload.step()
    for (const id of running.keys()) if (clock.monotonic() - workload.dueAt(id) > 2 * tickMs) figures.overdue++
  }
  sweeper.close()
  figures.wakes = workload.wakes()
  return figures
}

describe('1,000 sessions over a day', () => {
  it.each([1])('F46, F47: seed %i: no active one is stopped, every idle one within its timeout and two ticks', async (seed) => {
    const figures = await simulate(seed)
    const shown = {
      stops: figures.stops,
      wakes: figures.wakes,
      'active stopped': figures.activeStopped,
      'idle and overdue': figures.overdue,
      'latest stop after its timeout, s': figures.latestMs / 1_000,
      'longest tick, ms': Number(figures.longestTickMs.toFixed(1)),
      'mean tick, ms': Number((figures.sweepMs / (steps * stepMs / tickMs)).toFixed(2)),
    }
    console.info(`simulation, seed ${String(seed)}: ${JSON.stringify(shown)}`)
    expect(figures.stops).toBeGreaterThan(1_000)
    expect(figures).toMatchObject({ activeStopped: 0, overdue: 0 })
    expect(figures.latestMs).toBeLessThanOrEqual(2 * tickMs)
  }, 120_000)
})
