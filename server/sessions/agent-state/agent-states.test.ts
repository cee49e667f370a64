import { describe, expect, it } from 'vitest'
import type { ProgramState } from '../../terminal/link.ts'
import { createAgentStates, type AgentTerminal } from './agent-states.ts'

const claude = { reporting: 'itself', shell: false } as const
const shell = { reporting: 'processes', shell: true } as const
const terminal = (change: Partial<AgentTerminal> = {}): AgentTerminal => ({ running: true, pid: 7, offset: 0, busy: false, program: null, exit: null, title: '', busyParts: [], notice: null, ...change })

const says = (state: ProgramState['state'], at: string, message: string | null = null): ProgramState => ({ state, message, at, blockedBy: null })

function world() {
  let now = Date.UTC(2026, 0, 1)
  const changes: string[] = []
  const states = createAgentStates({ now: () => now, onChange: (id, { state, source }) => { changes.push(`${id} ${state} ${source}`) } })
  return { states, changes, pass: (ms: number) => { now += ms }, iso: (delta = 0) => new Date(now + delta).toISOString(), now: () => now }
}

describe('agent states from what supervisors tell', () => {
  it('shows each change once', () => {
    const w = world()
    const program = says('working', w.iso())
    w.states.observe('s', claude, terminal({ program }))
    w.states.observe('s', claude, terminal({ program, offset: 5 }))
    w.states.observe('s', claude, terminal({ program: says('done', w.iso()) }))
    expect(w.changes).toEqual(['s working osc7501', 's done osc7501'])
  })

  it('a server that comes back in the middle of a turn takes over state and age', () => {
    const w = world()
    w.states.observe('s', claude, terminal({ program: says('working', w.iso(-60_000), 'Building') }))
    expect(w.states.shown('s')).toEqual({ state: 'working', source: 'osc7501', since: w.iso(-60_000), message: 'Building' })
    expect(w.states.turnBeganAt('s')).toBe(w.now() - 60_000)
  })

  it("another clock's future is now", () => {
    const w = world()
    w.states.observe('s', claude, terminal({ program: says('idle', w.iso(3_600_000)) }))
    expect(w.states.of('s')?.since).toBe(w.now())
  })

  it('kill -9 of the agent, then its restart', () => {
    const w = world()
    w.states.observe('s', claude, terminal({ program: says('working', w.iso()) }))
    w.states.observe('s', claude, terminal({ running: false, pid: null, exit: { cause: 'crashed', code: null, signal: 'SIGKILL', at: w.iso() } }))
    expect(w.states.of('s')).toMatchObject({ state: 'error', source: 'process', turnInFlight: false })
    w.states.observe('s', claude, terminal({ pid: 9 }))
    expect(w.states.of('s')).toMatchObject({ state: 'unknown', source: 'none' })
  })

  it('a program that takes its word back is no longer believed', () => {
    const w = world()
    w.states.observe('s', shell, terminal({ busy: true, program: says('working', w.iso()) }))
    w.states.observe('s', shell, terminal({ busy: false }))
    expect(w.states.of('s')).toMatchObject({ state: 'idle', source: 'process' })
  })

  it('titles and notifications tell by changing, not by what stood there before', () => {
    const w = world()
    w.states.observe('s', claude, terminal({ title: '◐ Claude Code', notice: { text: 'Claude is waiting for your input', at: w.iso(), count: 3 } }))
    expect(w.states.of('s')?.state).toBe('unknown')
    w.states.observe('s', claude, terminal({ title: '◑ Claude Code', notice: { text: 'Claude is waiting for your input', at: w.iso(), count: 3 } }))
    expect(w.states.of('s')).toMatchObject({ state: 'working', source: 'title' })
    w.states.observe('s', claude, terminal({ title: '◑ Claude Code', notice: { text: 'Claude needs your permission', at: w.iso(), count: 4 } }))
    expect(w.states.of('s')).toMatchObject({ state: 'waiting', source: 'notification' })
  })

  it('F46: a part of the program that is at work keeps its turn in flight', () => {
    const w = world()
    const program = says('done', w.iso())
    w.states.observe('s', claude, terminal({ program, busyParts: ['build'] }))
    expect(w.states.of('s')).toMatchObject({ state: 'done', turnInFlight: true })
    w.states.observe('s', claude, terminal({ program }))
    expect(w.states.of('s')).toMatchObject({ state: 'done', turnInFlight: false })
  })

  it('an expired login is told by what is waited for, and by its words where the supervisor is of an earlier version', () => {
    const w = world()
    w.states.observe('s', claude, terminal({ program: { ...says('waiting', w.iso(), 'Log in'), blockedBy: 'auth' } }))
    expect(w.states.shown('s')).toMatchObject({ state: 'waiting', waitsFor: 'sign-in' })
    expect(w.states.of('s')).toMatchObject({ state: 'waiting', turnInFlight: false })
    w.states.observe('s', claude, terminal({ program: says('working', w.iso()) }))
    w.states.observe('s', claude, terminal({ program: says('waiting', w.iso(), 'Please run /login') }))
    expect(w.states.of('s')).toMatchObject({ state: 'waiting', turnInFlight: false })
  })

  it('a supervisor that fell silent is unknown after five seconds, without anything being told', () => {
    const w = world()
    w.states.observe('s', shell, terminal())
    w.states.hear('s', { kind: 'silent', at: w.now() })
    expect(w.states.of('s')?.state).toBe('idle')
    w.pass(5_000)
    w.states.look('s')
    expect(w.changes.at(-1)).toBe('s unknown supervisor')
    w.states.observe('s', shell, terminal())
    expect(w.states.of('s')?.state).toBe('idle')
  })

  it('F46: a command of one\'s own is never taken for idle while it runs', () => {
    const w = world()
    w.states.observe('s', { reporting: 'processes', shell: false }, terminal())
    expect(w.states.of('s')).toMatchObject({ state: 'working', turnInFlight: true })
  })
})
