import { describe, expect, it } from 'vitest'
import { decide, type Moment } from './decide.ts'
import type { Facts } from './facts.ts'

const minute = 60_000
const hour = 60 * minute
const now = 100 * hour

/** A session of an hour's timeout that has been idle for two, freshly reported as such, with its notice given long ago. */
function idle(change: Partial<Facts> = {}): Facts {
  return {
    generation: 7,
    pinned: false,
    timeoutMs: hour,
    startedAt: 0,
    lastInputAt: now - 2 * hour,
    screenChangedAt: now - 2 * hour,
    agent: { state: 'done', turnInFlight: false, since: now - 2 * hour },
    processes: { known: true, at: now - 5_000, report: { foregroundJob: false, turnProcess: false, childCpuPercent: 0 } },
    busyUntil: now - 2 * hour,
    quietSince: now - 2 * hour,
    ...change,
  }
}
function report(change: Partial<{ foregroundJob: boolean; turnProcess: boolean; childCpuPercent: number }>): Partial<Facts> {
  return { processes: { known: true, at: now - 5_000, report: { foregroundJob: false, turnProcess: false, childCpuPercent: 0, ...change } } }
}
const moment = (change: Partial<Moment> = {}): Moment => ({ now, graceFrom: 0, noticedAt: now - 10 * minute, ...change })

describe('what keeps a session', () => {
  it.each<[string, Partial<Facts>, string]>([
    ['F46: the agent works', { agent: { state: 'working', turnInFlight: true, since: now - 2 * hour } }, 'agent working'],
    ['F46: it waits for a permission in the middle of a turn', { agent: { state: 'waiting', turnInFlight: true, since: now - 2 * hour } }, 'agent waiting'],
    ['F46: a foreground job that sleeps', report({ foregroundJob: true }), 'foreground job'],
    ['F46: a process of the current turn at 0 % CPU', report({ turnProcess: true }), 'turn process'],
    ['F46: a background job with CPU after the end of the turn', report({ childCpuPercent: 1 }), 'child cpu'],
    ['F49: the agent should report and does not', { agent: { state: 'unknown', turnInFlight: false, since: now - 2 * hour } }, 'unknown'],
    ['F49: the supervisor does not answer', { processes: { known: false, since: now - 2 * hour } }, 'unknown'],
    ['F49: the last report is old', { processes: { known: true, at: now - 61_000, report: { foregroundJob: false, turnProcess: false, childCpuPercent: 0 } } }, 'unknown'],
    ['it is pinned', { pinned: true }, 'pinned'],
    ['its timeout is "never"', { timeoutMs: null }, 'no timeout'],
  ])('%s', (_, change, because) => {
    expect(decide(idle(change), moment())).toMatchObject({ do: 'keep', because })
  })

  it.each<[string, Partial<Facts>]>([
    ['input within the timeout', { lastInputAt: now - hour + 1 }],
    ['the screen changed within the timeout', { screenChangedAt: now - hour + 1 }],
    ['it was busy within the timeout', { busyUntil: now - hour + 1 }],
    ['it was started within the timeout', { startedAt: now - hour + 1 }],
  ])('%s', (_, change) => {
    expect(decide(idle(change), moment())).toEqual({ do: 'count', stopsInMs: 1, notice: true })
  })
})

describe('what does not keep a session', () => {
  it.each<[string, Partial<Facts>]>([
    ['F47: truly idle', {}],
    ['F47: a child below 1 % CPU', report({ childCpuPercent: 0.9 })],
    ['F47: a spinner that repaints (output, but no change beyond its line)', { quietSince: now }],
    ['a dialog at the prompt, outside of any turn', { agent: { state: 'waiting', turnInFlight: false, since: now - 2 * hour } }],
    ['an agent whose turn failed', { agent: { state: 'error', turnInFlight: false, since: now - 2 * hour } }],
    ['an agent that idles', { agent: { state: 'idle', turnInFlight: false, since: now - 2 * hour } }],
  ])('%s', (_, change) => {
    expect(decide(idle(change), moment())).toEqual({ do: 'stop', generation: 7, idleMs: 2 * hour })
  })
})

describe('when', () => {
  it('stops at the timeout, not before', () => {
    const at = (idleMs: number) => decide(idle({ lastInputAt: now - idleMs }), moment()).do
    expect(at(hour - 1)).toBe('count')
    expect(at(hour)).toBe('stop')
  })

  it.each([
    { timeoutMs: hour, noticeMs: 5 * minute },
    { timeoutMs: 10 * minute, noticeMs: 2 * minute },
    { timeoutMs: 6_000, noticeMs: 1_200 },
  ])('F47: notice $noticeMs ms before a timeout of $timeoutMs ms', ({ timeoutMs, noticeMs }) => {
    const at = (leftMs: number) => decide(idle({ timeoutMs, lastInputAt: now - timeoutMs + leftMs, screenChangedAt: null, busyUntil: 0 }), moment({ noticedAt: null }))
    expect(at(noticeMs + 1)).toMatchObject({ do: 'count', notice: false, stopsInMs: noticeMs + 1 })
    expect(at(noticeMs)).toMatchObject({ do: 'count', notice: true })
  })

  it('never stops without notice, even where the timeout was just shortened', () => {
    expect(decide(idle(), moment({ noticedAt: null }))).toEqual({ do: 'count', stopsInMs: 5 * minute - 15_000, notice: true })
    expect(decide(idle(), moment({ noticedAt: now - 4 * minute }))).toMatchObject({ do: 'count', notice: true })
    expect(decide(idle(), moment({ noticedAt: now - 5 * minute }))).toMatchObject({ do: 'stop' })
  })

  it('F44: after a gap everybody has the whole timeout again', () => {
    expect(decide(idle(), moment({ graceFrom: now, noticedAt: null }))).toEqual({ do: 'count', stopsInMs: hour, notice: false })
  })

  it('F45: a last activity in the future counts as now', () => {
    expect(decide(idle({ lastInputAt: now + 24 * hour }), moment({ noticedAt: null }))).toEqual({ do: 'count', stopsInMs: hour, notice: false })
  })
})

describe('what is asked', () => {
  const silent = (hours: number): Partial<Facts> => ({ ...report({ foregroundJob: true }), quietSince: now - hours * hour })

  it('F46: a foreground job without CPU, output or input for 12 hours is asked about and not stopped', () => {
    expect(decide(idle(silent(11.9)), moment())).toMatchObject({ do: 'keep', question: null })
    const verdict = decide(idle(silent(12)), moment())
    expect(verdict).toMatchObject({ do: 'keep', because: 'foreground job' })
    expect(verdict).toHaveProperty('question', expect.stringContaining('12 hours'))
  })

  it('F44: the hours of a suspend are not held against a silent job', () => {
    expect(decide(idle(silent(20)), moment({ graceFrom: now - hour }))).toMatchObject({ do: 'keep', question: null })
  })

  it('F49: what cannot be found out for an hour is told and not stopped', () => {
    const unknownFor = (ms: number) => decide(idle({ processes: { known: false, since: now - ms } }), moment())
    expect(unknownFor(hour - 1)).toMatchObject({ do: 'keep', question: null })
    expect(unknownFor(hour)).toHaveProperty('question', expect.stringContaining('could not be found out'))
  })
})
