import { describe, expect, it } from 'vitest'
import { createActivity } from './activity.ts'
import { busyBecause } from './facts.ts'

const quiet = { foregroundJob: false, turnProcess: false, childCpuPercent: 0 }

function set() {
  let now = 1_000
  const activity = createActivity({ now: () => now })
  return { activity, pass: (ms: number) => { now += ms }, now: () => now }
}
/** A session that is known and idle. */
function known() {
  const world = set()
  world.activity.agent('s', { state: 'idle', turnInFlight: false })
  world.activity.processes('s', quiet)
  return world
}

describe('signs of activity', () => {
  it('begin as unknown: nothing was heard yet', () => {
    const { activity, now } = set()
    expect(busyBecause(activity.of('s'), now())).toBe('unknown')
  })

  it.each<[string, (activity: ReturnType<typeof createActivity>) => void]>([
    ['input', (activity) => activity.input('s')],
    ['a change of the screen', (activity) => activity.screen('s')],
    ['an agent that begins to work', (activity) => activity.agent('s', { state: 'working', turnInFlight: true })],
    ['a job that begins', (activity) => activity.processes('s', { ...quiet, foregroundJob: true })],
    ['a supervisor that falls silent', (activity) => activity.silent('s')],
    ['a start', (activity) => activity.started('s')],
  ])('F48: %s moves the generation on', (_, note) => {
    const { activity } = known()
    const before = activity.generationOf('s')
    note(activity)
    expect(activity.generationOf('s')).toBeGreaterThan(before)
  })

  it.each<[string, (activity: ReturnType<typeof createActivity>) => void]>([
    ['output alone', (activity) => activity.output('s')],
    ['the same report again', (activity) => activity.processes('s', quiet)],
    ['the same agent state again', (activity) => activity.agent('s', { state: 'idle', turnInFlight: false })],
    ['a child below 1 %', (activity) => activity.processes('s', { ...quiet, childCpuPercent: 0.5 })],
  ])('F47: %s does not', (_, note) => {
    const { activity, pass } = known()
    pass(1_000)
    const before = { ...activity.of('s') }
    note(activity)
    expect(activity.of('s')).toMatchObject({ generation: before.generation, busyUntil: before.busyUntil, lastInputAt: null, screenChangedAt: null })
  })

  it('the timeout counts from the end of a state, not from its beginning', () => {
    const { activity, pass, now } = known()
    activity.processes('s', { ...quiet, foregroundJob: true })
    for (let i = 0; i < 60; i++) {
      pass(30_000)
      activity.processes('s', { ...quiet, foregroundJob: true })
    }
    pass(30_000)
    activity.processes('s', quiet)
    expect(activity.of('s').busyUntil).toBe(now())
    pass(30_000)
    activity.processes('s', quiet)
    expect(activity.of('s').busyUntil).toBe(now() - 30_000)
  })

  it('F49: where reports had stopped, idle time counts from the first one that says so again', () => {
    const { activity, pass, now } = known()
    pass(3_600_000)
    expect(busyBecause(activity.of('s'), now())).toBe('unknown')
    activity.processes('s', quiet)
    expect(busyBecause(activity.of('s'), now())).toBeNull()
    expect(activity.of('s').busyUntil).toBe(now())
  })

  it('F46: CPU, output and input end a silence; the passing of time does not', () => {
    const { activity, pass, now } = known()
    const begun = activity.of('s').quietSince
    pass(1_000)
    activity.processes('s', { ...quiet, foregroundJob: true })
    expect(activity.of('s').quietSince).toBe(begun)
    activity.output('s')
    expect(activity.of('s').quietSince).toBe(now())
    pass(1_000)
    activity.processes('s', { ...quiet, childCpuPercent: 30 })
    expect(activity.of('s').quietSince).toBe(now())
  })

  it('a start forgets the run before it, but never a generation', () => {
    const { activity, pass } = known()
    activity.input('s')
    const before = activity.generationOf('s')
    pass(5)
    activity.started('s')
    expect(activity.of('s')).toMatchObject({ lastInputAt: null, processes: { known: false } })
    expect(activity.generationOf('s')).toBeGreaterThan(before)
  })
})
