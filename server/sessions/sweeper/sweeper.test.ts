import { describe, expect, it } from 'vitest'
import { createActivity } from './activity.ts'
import { createManualClock } from './manual-clock.ts'
import { createSweeper, type StopOutcome, type SweepView, type SweptSession } from './sweeper.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const quiet = { foregroundJob: false, turnProcess: false, childCpuPercent: 0 }

type Stop = { id: string; generation: number; at: number; settle: (outcome: StopOutcome) => void; fail: (error: Error) => void }

/** Sessions whose supervisors report every 10 s that nothing runs; `stop` waits for the test unless `instant`. */
function world(options: { sessions: Record<string, Partial<SweptSession>>; instant?: boolean }) {
  const clock = createManualClock()
  const activity = createActivity({ now: clock.monotonic })
  const running = new Map<string, SweptSession>()
  const stops: Stop[] = []
  const views: { id: string; view: SweepView }[] = []
  const failures: string[] = []
  const reports = new Map<string, typeof quiet | null>()

  function run(id: string, about: Partial<SweptSession> = {}): void {
    running.set(id, { id, pinned: false, timeoutMs: hour, ...about })
    activity.started(id)
    reports.set(id, quiet)
    activity.agent(id, { state: 'idle', turnInFlight: false })
    activity.processes(id, quiet)
  }
  function report(): void {
    for (const id of running.keys()) {
      const known = reports.get(id)
      if (known) activity.processes(id, known)
    }
    clock.after(10 * second, report)
  }
  function stop(id: string, generation: number): Promise<StopOutcome> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: StopOutcome): void => {
        if (outcome === 'stopped') running.delete(id)
        resolve(outcome)
      }
      stops.push({ id, generation, at: clock.monotonic(), settle, fail: reject })
      if (options.instant) settle('stopped')
    })
  }
  const make = () => createSweeper({
    clock, activity, list: () => [...running.values()], find: (id) => running.get(id) ?? null, stop,
    onChange: (id, view) => { views.push({ id, view }) },
    onFailure: (id) => { failures.push(id) },
  })
  for (const [id, about] of Object.entries(options.sessions)) run(id, about)
  report()
  const begun = clock.monotonic()
  return { clock, activity, running, stops, views, failures, reports, run, make, sinceBegin: () => clock.monotonic() - begun }
}

describe('the sweeper', () => {
  it('F47: gives notice 5 minutes before, then stops within two ticks of the timeout', async () => {
    const w = world({ sessions: { a: {} }, instant: true })
    const sweeper = w.make()
    sweeper.start()
    expect(sweeper.viewOf('a')).toMatchObject({ notice: false, stopsAt: new Date(w.clock.wall() + hour).toISOString() })
    await w.clock.pass(55 * minute - second)
    expect(sweeper.viewOf('a').notice).toBe(false)
    await w.clock.pass(15 * second)
    expect(sweeper.viewOf('a').notice).toBe(true)
    await w.clock.pass(6 * minute)
    expect(w.stops).toHaveLength(1)
    const at = (w.stops[0]?.at ?? 0) - 1_000
    expect(at).toBeGreaterThanOrEqual(hour)
    expect(at).toBeLessThanOrEqual(hour + 30 * second)
    expect(sweeper.viewOf('a')).toEqual({ stopsAt: null, notice: false, question: null, because: null })
  })

  it('F47: "Keep running" takes the notice back and gives the whole timeout again', async () => {
    const w = world({ sessions: { a: {} }, instant: true })
    const sweeper = w.make()
    sweeper.start()
    await w.clock.pass(57 * minute)
    expect(sweeper.viewOf('a').notice).toBe(true)
    sweeper.keepRunning('a')
    expect(sweeper.viewOf('a')).toMatchObject({ notice: false, stopsAt: new Date(w.clock.wall() + hour).toISOString() })
    await w.clock.pass(59 * minute)
    expect(w.stops).toHaveLength(0)
    await w.clock.pass(2 * minute)
    expect(w.stops).toHaveLength(1)
  })

  it('a timeout of six seconds is looked at every one and a half', async () => {
    const w = world({ sessions: { long: {} }, instant: true })
    const sweeper = w.make()
    sweeper.start()
    await w.clock.pass(second)
    w.run('short', { timeoutMs: 6 * second })
    sweeper.reconsider('short')
    await w.clock.pass(9 * second)
    expect(w.stops.map(({ id, at }) => ({ id, late: at - 2_000 - 6 * second <= 3 * second }))).toEqual([{ id: 'short', late: true }])
  })

  it('F44: after eight hours of suspend nobody is stopped, and everybody has the whole timeout', async () => {
    const w = world({ sessions: { a: {} }, instant: true })
    const sweeper = w.make()
    sweeper.start()
    await w.clock.pass(58 * minute)
    w.clock.suspend(8 * hour)
    await w.clock.pass(59 * minute)
    expect(w.stops).toHaveLength(0)
    await w.clock.pass(2 * minute)
    expect(w.stops).toHaveLength(1)
  })

  it('F44: the same where the monotonic clock ran on, as after SIGSTOP', async () => {
    const w = world({ sessions: { a: {} }, instant: true })
    const sweeper = w.make()
    sweeper.start()
    await w.clock.pass(58 * minute)
    w.clock.freeze(8 * hour)
    await w.clock.pass(59 * minute)
    expect(w.stops).toHaveLength(0)
    await w.clock.pass(2 * minute)
    expect(w.stops).toHaveLength(1)
  })

  it.each([['back', -24 * hour], ['on', 24 * hour]])('F45: a clock set a day %s stops nobody early', async (_, delta) => {
    const w = world({ sessions: { a: {} }, instant: true })
    const sweeper = w.make()
    sweeper.start()
    await w.clock.pass(50 * minute)
    w.clock.setWall(delta)
    await w.clock.pass(9 * minute)
    expect(w.stops).toHaveLength(0)
    await w.clock.pass(52 * minute)
    expect(w.stops).toHaveLength(1)
  })

  it('F48: a stop carries the generation it was decided at, and one that found activity leaves the session running', async () => {
    const w = world({ sessions: { a: {} } })
    const sweeper = w.make()
    sweeper.start()
    await w.clock.pass(hour + 30 * second)
    expect(w.stops).toHaveLength(1)
    expect(w.stops[0]?.generation).toBe(w.activity.generationOf('a'))
    w.activity.input('a')
    expect(w.stops[0]?.generation).not.toBe(w.activity.generationOf('a'))
    w.stops[0]?.settle('active')
    await w.clock.pass(59 * minute)
    expect(w.stops).toHaveLength(1)
    expect(sweeper.viewOf('a')).toMatchObject({ notice: true })
  })

  it('F49: a silent supervisor is told after an hour and never stopped', async () => {
    const w = world({ sessions: { a: {} }, instant: true })
    const sweeper = w.make()
    sweeper.start()
    w.reports.set('a', null)
    await w.clock.pass(50 * minute)
    expect(sweeper.viewOf('a')).toEqual({ stopsAt: null, notice: false, question: null, because: 'unknown' })
    await w.clock.pass(24 * hour)
    expect(w.stops).toHaveLength(0)
    expect(sweeper.viewOf('a').question).toContain('could not be found out')
    w.reports.set('a', quiet)
    await w.clock.pass(59 * minute)
    expect(w.stops).toHaveLength(0)
    await w.clock.pass(2 * minute)
    expect(w.stops).toHaveLength(1)
  })

  it('F50: two hundred due at once are stopped four at a time, each once', async () => {
    const w = world({ sessions: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`s${String(i)}`, {}])) })
    w.make().start()
    await w.clock.pass(hour + 30 * second)
    expect(w.stops).toHaveLength(4)
    for (let done = 0; done < 200; done++) {
      expect(w.stops.length - done).toBe(Math.min(4, 200 - done))
      w.stops[done]?.settle('stopped')
      await w.clock.pass(0)
    }
    expect(new Set(w.stops.map(({ id }) => id)).size).toBe(200)
    expect(w.running.size).toBe(0)
  })

  it('F50: where slots are short, the longest idle goes first', async () => {
    const w = world({ sessions: Object.fromEntries(['late', 'a', 'b', 'c', 'd'].map((id) => [id, {}])) })
    w.make().start()
    await w.clock.pass(20 * minute)
    for (const id of ['a', 'b', 'c', 'd', 'late']) {
      await w.clock.pass(second)
      w.activity.input(id)
    }
    await w.clock.pass(hour + 30 * second)
    expect(w.stops.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('F50: one that becomes active while it waits for a slot is left alone', async () => {
    const w = world({ sessions: Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`s${String(i)}`, {}])) })
    w.make().start()
    await w.clock.pass(hour + 30 * second)
    const waiting = [...w.running.keys()].find((id) => w.stops.every((stop) => stop.id !== id)) ?? ''
    w.activity.input(waiting)
    for (const stop of w.stops) stop.settle('stopped')
    await w.clock.pass(30 * minute)
    expect(w.stops.map(({ id }) => id)).not.toContain(waiting)
    expect([...w.running.keys()]).toEqual([waiting])
  })

  it('F50: a sweeper that starts in the middle of a stop begins anew and stops what is left', async () => {
    const w = world({ sessions: { half: {}, done: {} } })
    const first = w.make()
    first.start()
    await w.clock.pass(hour + 30 * second)
    expect(w.stops.map(({ id }) => id).sort()).toEqual(['done', 'half'])
    first.close()
    // The engine had finished one; the other still runs.
    w.stops.find(({ id }) => id === 'done')?.settle('stopped')
    w.make().start()
    await w.clock.pass(59 * minute)
    expect(w.stops).toHaveLength(2)
    await w.clock.pass(2 * minute)
    expect(w.stops.map(({ id }) => id).slice(2)).toEqual(['half'])
  })

  it('F54: a stop that fails is tried again later, and later each time', async () => {
    const w = world({ sessions: { a: {} } })
    w.make().start()
    await w.clock.pass(hour + 30 * second)
    w.stops[0]?.fail(new Error('no engine'))
    await w.clock.pass(50 * second)
    expect(w.stops).toHaveLength(1)
    await w.clock.pass(30 * second)
    expect(w.stops).toHaveLength(2)
    w.stops[1]?.fail(new Error('no engine'))
    await w.clock.pass(110 * second)
    expect(w.stops).toHaveLength(2)
    await w.clock.pass(30 * second)
    expect(w.stops).toHaveLength(3)
    expect(w.failures).toEqual(['a', 'a'])
  })

  it('F54: four stops that hang do not keep the others waiting for ever', async () => {
    const w = world({ sessions: Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`s${String(i)}`, {}])) })
    w.make().start()
    await w.clock.pass(hour + 30 * second)
    expect(w.stops).toHaveLength(4)
    await w.clock.pass(2 * minute)
    expect(w.stops).toHaveLength(6)
    await w.clock.pass(10 * minute)
    expect(w.stops).toHaveLength(6)
  })

  it('pinning, or switching the timeout off, ends the countdown at once', async () => {
    const w = world({ sessions: { a: {} }, instant: true })
    const sweeper = w.make()
    sweeper.start()
    await w.clock.pass(57 * minute)
    for (const change of [{ pinned: true }, { timeoutMs: null }]) {
      w.running.set('a', { id: 'a', pinned: false, timeoutMs: hour, ...change })
      sweeper.reconsider('a')
      expect(sweeper.viewOf('a')).toMatchObject({ stopsAt: null, notice: false })
    }
    await w.clock.pass(24 * hour)
    expect(w.stops).toHaveLength(0)
  })

  it('tells a change once, not at every tick', async () => {
    const w = world({ sessions: { a: {} }, instant: true })
    w.make().start()
    await w.clock.pass(54 * minute)
    expect(w.views).toHaveLength(1)
    await w.clock.pass(4 * minute)
    expect(w.views.map(({ view }) => view.notice)).toEqual([false, true])
  })
})
