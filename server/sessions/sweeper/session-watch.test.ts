import { describe, expect, it } from 'vitest'
import type { TerminalInfo } from '../../terminal/link.ts'
import { createAgentStates } from '../agent-state/agent-states.ts'
import type { Reporting } from '../agent-state/signal.ts'
import { createActivity } from './activity.ts'
import { busyBecause } from './facts.ts'
import { createManualClock } from './manual-clock.ts'
import { createSessionWatch } from './session-watch.ts'

const terminal: TerminalInfo = {
  id: 's.t', kind: 'agent', title: '', cols: 80, rows: 24, owner: null, start: 0, offset: 0, running: true, pid: 7, exit: null, program: null, busyParts: [], notice: null, bells: 0, viewers: 0, busy: false,
}

/** A supervisor whose answers the test sets. */
function world(reporting: Reporting = 'itself') {
  const clock = createManualClock()
  const activity = createActivity({ now: clock.monotonic })
  const agentStates = createAgentStates({ now: clock.wall, onChange: () => undefined })
  const says = {
    connected: true,
    terminals: [terminal],
    lines: ['$ '],
    activity: { childCpuPerMille: 0 as number | null, youngestAgentChildMs: null as number | null },
    fails: false,
  }
  const watch = createSessionWatch({
    clock, activity, agentStates, askAgent: () => Promise.resolve(), list: () => [{ id: 's', reporting }],
    linkOf: () => ({
      state: says.connected ? 'connected' : 'lost',
      terminals: () => says.terminals,
      activity: () => (says.fails ? Promise.reject(new Error('older')) : Promise.resolve(says.activity)),
      screen: () => Promise.resolve({ lines: says.lines, cols: says.terminals[0]?.cols ?? 0, rows: 24, offset: 0 }),
    }),
  })
  const observe = (state: 'working' | 'done'): void => {
    agentStates.observe('s', { reporting, shell: false }, { ...terminal, program: { state, message: null, blockedBy: null, at: new Date(clock.wall()).toISOString() } })
  }
  const because = async (): Promise<string | null> => {
    await watch.lookAtAll()
    return busyBecause(activity.of('s'), clock.monotonic())
  }
  return { clock, activity, says, watch, observe, because }
}

describe('what the sweeper is told of a session', () => {
  it('an agent that is done, with nothing below it, is idle', async () => {
    const w = world()
    w.observe('done')
    expect(await w.because()).toBeNull()
  })

  it.each<[string, (w: ReturnType<typeof world>) => void, string]>([
    ['F46: the agent works', (w) => { w.observe('working') }, 'agent working'],
    ['F46: a child of 1 % CPU', (w) => { w.says.activity.childCpuPerMille = 10 }, 'child cpu'],
    ['F46: a job in the foreground of a shell', (w) => { w.says.terminals = [terminal, { ...terminal, id: 's.u', kind: 'shell', busy: true }] }, 'foreground job'],
    ['F49: the supervisor is gone', (w) => { w.says.connected = false }, 'unknown'],
    ['F49: it cannot answer', (w) => { w.says.fails = true }, 'unknown'],
    ['F49: it cannot tell the CPU yet', (w) => { w.says.activity.childCpuPerMille = null }, 'unknown'],
  ])('%s', async (_, happen, because) => {
    const w = world()
    w.observe('done')
    happen(w)
    expect(await w.because()).toBe(because)
  })

  it('F46: a process that the turn started and left behind keeps the session; one from before the turn does not', async () => {
    const w = world()
    w.observe('done')
    await w.clock.pass(60_000)
    w.observe('working')
    await w.clock.pass(10_000)
    w.observe('done')
    w.says.activity = { childCpuPerMille: 0, youngestAgentChildMs: 65_000 }
    expect(await w.because()).toBeNull()
    w.says.activity = { childCpuPerMille: 0, youngestAgentChildMs: 5_000 }
    expect(await w.because()).toBe('turn process')
  })

  it("the foreground of a full-screen agent's own terminal is no job", async () => {
    const w = world()
    w.observe('done')
    w.says.terminals = [{ ...terminal, busy: true }]
    expect(await w.because()).toBeNull()
  })

  it.each<{ what: string; change: Partial<TerminalInfo>; lines: string[]; active: boolean }>([
    { what: 'F47: a spinner line that changes is none', change: { offset: 9 }, lines: ['a', 'b', '◑ working'], active: false },
    { what: 'two lines that change are activity', change: { offset: 9 }, lines: ['a', 'c', '◑ working'], active: true },
    { what: 'F47: a resize is none', change: { offset: 9, cols: 100 }, lines: ['x', 'y', 'z'], active: false },
    { what: 'nothing printed is none', change: { offset: 0 }, lines: ['x', 'y', 'z'], active: false },
  ])('screen: $what', async ({ change, lines, active }) => {
    const w = world()
    w.observe('done')
    w.says.lines = ['a', 'b', '◐ working']
    await w.watch.lookAtAll()
    w.says.terminals = [{ ...terminal, ...change }]
    w.says.lines = lines
    await w.watch.lookAtAll()
    expect(w.activity.of('s').screenChangedAt !== null).toBe(active)
  })
})
