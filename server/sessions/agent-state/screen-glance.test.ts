import { expect, it } from 'vitest'
import { createManualClock } from '../sweeper/manual-clock.ts'
import { createAgentStates, type AgentTerminal } from './agent-states.ts'
import { createScreenGlance } from './screen-glance.ts'

const plain = ['❯ go', '', '✶ Unfurling… (3s)']
const interrupted = ['  ⎿  Interrupted · What should Claude do instead?', '─'.repeat(40), '❯ ']

function world() {
  const clock = createManualClock()
  const agentStates = createAgentStates({ now: clock.wall, onChange: () => undefined })
  const terminal: AgentTerminal = { running: true, pid: 7, offset: 0, busy: false, program: null, busyParts: [], title: '', notice: null, exit: null }
  const shown = { offset: 0, lines: plain, looks: 0 }
  const glance = createScreenGlance({
    clock, agentStates,
    linkOf: () => ({
      terminals: () => [{ ...terminal, id: 't', kind: 'agent', cols: 80, rows: 24, owner: null, start: 0, offset: shown.offset, bells: 0, viewers: 0 }],
      screen: () => {
        shown.looks += 1
        return Promise.resolve({ lines: shown.lines, cols: 80, rows: 24, offset: shown.offset })
      },
    }),
  })
  agentStates.observe('s', { reporting: 'itself', shell: false }, terminal)
  const hook = (event: 'prompt' | 'stop') => { agentStates.hear('s', { kind: 'hook', at: clock.wall(), report: event === 'prompt' ? { event, message: null, prompt: null } : { event, message: null } }) }
  const print = (lines = plain) => {
    shown.offset += 10
    shown.lines = lines
    glance.changed('s')
  }
  return { clock, agentStates, shown, glance, hook, print, state: () => agentStates.of('s')?.state }
}

it('looks once a second while a turn prints, and once more for what came last', async () => {
  const w = world()
  w.hook('prompt')
  for (let i = 0; i < 30; i++) {
    w.print()
    await w.clock.pass(100)
  }
  await w.clock.pass(5_000)
  expect(w.shown.looks).toBeGreaterThanOrEqual(3)
  expect(w.shown.looks).toBeLessThanOrEqual(4)
})

it('does not look while no turn is in flight', async () => {
  const w = world()
  w.print()
  await w.clock.pass(5_000)
  w.hook('prompt')
  w.hook('stop')
  w.print()
  await w.clock.pass(5_000)
  expect(w.shown.looks).toBe(0)
})

it('an Esc right after the prompt is seen, though nothing is printed after it', async () => {
  const w = world()
  w.hook('prompt')
  w.print(interrupted)
  await w.clock.pass(200)
  expect(w.state()).toBe('working')
  await w.clock.pass(3_000)
  expect(w.state()).toBe('idle')
  const { looks } = w.shown
  await w.clock.pass(60_000)
  expect(w.shown.looks).toBe(looks)
})
