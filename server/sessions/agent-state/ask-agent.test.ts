import { describe, expect, it } from 'vitest'
import type { Answered, TerminalInfo } from '../../terminal/link.ts'
import { createAgentStates } from './agent-states.ts'
import { createAskAgent } from './ask-agent.ts'

const terminal: TerminalInfo = {
  id: 's.t', kind: 'agent', title: '', cols: 80, rows: 24, owner: null, start: 0, offset: 0, running: true, pid: 7, exit: null, program: null, busyParts: [], notice: null, bells: 0, viewers: 0, busy: false,
}

function world(answer: Partial<Answered> | Error) {
  let now = Date.UTC(2026, 0, 1)
  let asked = 0
  const agentStates = createAgentStates({ now: () => now, onChange: () => undefined })
  agentStates.observe('s', { reporting: 'itself', shell: false }, terminal)
  const ask = createAskAgent({
    now: () => now, agentStates,
    questionOf: () => Promise.resolve({ commands: [['claude', 'agents', '--json']], cwd: '/', env: {} }),
    linkOf: () => ({
      terminals: () => [terminal],
      ask: () => {
        asked++
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ code: 0, output: '', ...answer })
      },
    }),
  })
  return { ask: () => ask('s'), pass: (ms: number) => { now += ms }, asked: () => asked, state: () => agentStates.of('s') }
}

describe('asking an agent that says nothing', () => {
  it('takes its answer, of its own process and no other', async () => {
    const w = world({ output: JSON.stringify([{ pid: 6, status: 'idle' }, { pid: 7, status: 'waiting', waitingFor: 'permission prompt' }]) })
    w.pass(15_000)
    await w.ask()
    expect(w.state()).toMatchObject({ state: 'waiting', source: 'agents-json', message: 'permission prompt' })
  })

  it('asks only when it is time to, and again only after a while', async () => {
    const w = world({ output: '[]' })
    await w.ask()
    expect(w.asked()).toBe(0)
    w.pass(15_000)
    await w.ask()
    await w.ask()
    expect(w.asked()).toBe(1)
    w.pass(15_000)
    await w.ask()
    expect(w.asked()).toBe(2)
  })

  it.each<[string, Partial<Answered> | Error]>([
    ['fails', { code: 1, output: '[{"pid":7,"status":"idle"}]' }], ['is ended for taking too long', { code: null, output: '[{"pid":7,"status":"idle"}]' }],
    ['prints junk', { output: 'usage: claude' }], ['does not know it', { output: '[{"pid":8,"status":"idle"}]' }],
  ])('learns nothing where it %s', async (_, answer) => {
    const w = world(answer)
    w.pass(15_000)
    await w.ask()
    expect(w.state()).toMatchObject({ state: 'unknown', source: 'none' })
  })

  it('a supervisor that cannot be asked is asked no more often than one that can', async () => {
    const w = world(new Error('older'))
    w.pass(15_000)
    await expect(w.ask()).rejects.toThrow('older')
    await w.ask()
    expect(w.asked()).toBe(1)
  })
})
