import { describe, expect, it } from 'vitest'
import { parseAgentsJson } from './agents-json.ts'
import type { ScreenSays } from './claude-screen.ts'
import { parseHook } from './hook-report.ts'
import { beginning, isAskDue, reduce, stateOf, type Memory } from './ladder.ts'
import type { ProgramReport } from '../../terminal/link.ts'
import type { Reporting, Signal } from './signal.ts'

const after = (reporting: Reporting, signals: Signal[]): Memory => signals.reduce(reduce, beginning(reporting, 0))
const says = (at: number, state: ProgramReport['state'], more: Partial<ProgramReport> = {}): Signal =>
  ({ kind: 'osc7501', at, report: { state, part: null, blockedBy: null, message: null, ...more } })

describe('the ladder', () => {
  it('OSC 7501 wins over what hooks and titles say', () => {
    const memory = after('itself', [says(1, 'idle'), { kind: 'hook', at: 2, report: { event: 'prompt', message: null, prompt: null } }, { kind: 'title', at: 3, text: '◐ x' }])
    expect(stateOf(memory, 4)).toMatchObject({ state: 'idle', source: 'osc7501', since: 1 })
  })

  it('since is when the state began, not when it was last said', () => {
    const memory = after('itself', [says(1, 'working'), says(5, 'working', { message: 'Building' })])
    expect(stateOf(memory, 9)).toMatchObject({ since: 1, message: 'Building' })
  })

  it('a dialog at the start waits, but no turn is in flight', () => {
    expect(stateOf(after('itself', [says(1, 'waiting', { blockedBy: 'permission', message: 'trust this folder' })]), 2)).toMatchObject({ state: 'waiting', turnInFlight: false })
  })

  it('a busy part keeps a turn in flight until it ends, and never changes the state of the whole', () => {
    const begun = [says(1, 'working'), says(2, 'working', { part: 'b1' }), says(3, 'done')]
    expect(stateOf(after('itself', begun), 4)).toMatchObject({ state: 'done', turnInFlight: true })
    expect(stateOf(after('itself', [...begun, says(4, 'done', { part: 'b1' })]), 5)).toMatchObject({ state: 'done', turnInFlight: false })
  })

  it('A42: parts without end are not remembered without end', () => {
    const memory = after('itself', Array.from({ length: 10_000 }, (_, i) => says(i, 'working', { part: String(i) })))
    expect(memory.busyParts.length).toBeLessThanOrEqual(64)
  })

  it('a supervisor that does not answer is unknown, but not for a moment of it', () => {
    const silent = after('itself', [says(1, 'working'), { kind: 'silent', at: 10_000 }])
    expect(stateOf(silent, 14_999)).toMatchObject({ state: 'working' })
    expect(stateOf(silent, 15_000)).toMatchObject({ state: 'unknown', source: 'supervisor', since: 10_000 })
    expect(stateOf(reduce(silent, { kind: 'connected', at: 20_000 }), 20_000)).toMatchObject({ state: 'working', since: 1 })
  })

  it('an agent that should report and does not is unknown', () => {
    expect(stateOf(after('itself', [{ kind: 'output', at: 5 }, { kind: 'processes', at: 6, atPrompt: true }]), 40_000)).toMatchObject({ state: 'unknown', source: 'none' })
  })

  it('a title that rests, where no hook was ever heard, is either of two things: unknown', () => {
    const resting = after('itself', [{ kind: 'title', at: 1, text: '◐ Claude Code' }, { kind: 'title', at: 2, text: '✳ Claude Code' }])
    expect(stateOf(resting, 3)).toMatchObject({ state: 'unknown', turnInFlight: true })
    expect(stateOf(reduce(resting, { kind: 'notification', at: 4, text: 'Claude needs your permission to use Bash' }), 5)).toMatchObject({ state: 'waiting', source: 'notification' })
    expect(stateOf(reduce(resting, { kind: 'notification', at: 4, text: 'Claude is waiting for your input' }), 5)).toMatchObject({ state: 'idle', turnInFlight: false })
  })

  it('a tool that ends after Esc does not begin the turn again', () => {
    const memory = after('itself', [
      { kind: 'hook', at: 1, report: { event: 'prompt', message: null, prompt: null } },
      { kind: 'title', at: 2, text: '✳ Claude Code' },
      { kind: 'hook', at: 3, report: { event: 'tool', message: null } },
    ])
    expect(stateOf(memory, 4)).toMatchObject({ state: 'idle', turnInFlight: false })
  })

  it.each([
    [{ code: 0, signal: null, asked: false }, 'idle', 'The agent has ended.'],
    [{ code: null, signal: 'SIGKILL', asked: true }, 'idle', 'The agent has ended.'],
    [{ code: 1, signal: null, asked: false }, 'error', 'The agent was ended with code 1; restart it to go on.'],
    [{ code: null, signal: 'SIGKILL', asked: false }, 'error', 'The agent was ended by SIGKILL; restart it to go on.'],
  ])('an agent that ended: %j is %s', (ended, state, message) => {
    expect(stateOf(after('itself', [says(1, 'working'), { kind: 'ended', at: 2, ...ended }]), 3)).toEqual({ state, source: 'process', since: 2, message, turnInFlight: false })
  })

  it('a new start forgets all of it', () => {
    const memory = after('itself', [says(1, 'working'), { kind: 'ended', at: 2, code: 1, signal: null, asked: false }, { kind: 'started', at: 3 }])
    expect(memory).toEqual(beginning('itself', 3))
  })
})

describe('by processes', () => {
  it('a shell at its prompt is idle, with a job it works', () => {
    const idle = after('processes', [{ kind: 'processes', at: 1, atPrompt: true }])
    expect(stateOf(idle, 2)).toMatchObject({ state: 'idle', source: 'process', turnInFlight: false })
    expect(stateOf(reduce(idle, { kind: 'processes', at: 3, atPrompt: false }), 4)).toMatchObject({ state: 'working', since: 3, turnInFlight: true })
  })

  it('F46: a command of which nobody can tell whether it waits is never idle', () => {
    expect(stateOf(after('processes', [{ kind: 'processes', at: 1, atPrompt: null }]), 2)).toMatchObject({ state: 'working' })
  })

  it('an agent that a person ran in a shell and that was killed does not stay "working"', () => {
    const ran = after('processes', [{ kind: 'processes', at: 1, atPrompt: false }, says(2, 'working')])
    expect(stateOf(ran, 3)).toMatchObject({ state: 'working', source: 'osc7501' })
    expect(stateOf(reduce(ran, { kind: 'processes', at: 4, atPrompt: true }), 5)).toMatchObject({ state: 'idle', source: 'process' })
  })

  it('an agent that animates works while it prints, and is idle ten seconds later', () => {
    const memory = after('output', [{ kind: 'output', at: 20_000 }, { kind: 'output', at: 25_000 }])
    expect(stateOf(memory, 35_000)).toMatchObject({ state: 'working', since: 20_000 })
    expect(stateOf(memory, 35_001)).toMatchObject({ state: 'idle', since: 35_000 })
  })
})

describe('what is read of an agent', () => {
  it.each<[string, string]>([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no event', '{"tool_name":"Bash"}'],
    ['an event of no meaning here', '{"hook_event_name":"PreCompact"}'],
    ['a notification of no meaning here', '{"hook_event_name":"Notification","notification_type":"auth_success"}'],
    ['more than a MiB', JSON.stringify({ hook_event_name: 'Stop', x: 'x'.repeat(1024 * 1024) })],
  ])('A45: a hook of %s says nothing', (_, json) => {
    expect(parseHook(json)).toBeNull()
  })

  it('A45: what a hook says is made one plain line', () => {
    const json = JSON.stringify({ hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: { command: 'rm\n\u001b[2Jx\u202e' } })
    expect(parseHook(json)).toEqual({ event: 'permission', message: 'approve Bash: rm [2Jx' })
  })

  it.each<[string, string]>([['no list', '{}'], ['no JSON', 'x'], ['another process', '[{"pid":2,"status":"idle"}]'], ['a status of no meaning', '[{"pid":1,"status":"constructor"}]']])('agents --json with %s says nothing', (_, json) => {
    expect(parseAgentsJson(json, 1)).toBeNull()
  })

  it('agents --json is asked again only where it may have changed in silence', () => {
    const told = after('itself', [{ kind: 'hook', at: 1, report: { event: 'prompt', message: null, prompt: null } }])
    expect(isAskDue(told, 15_001)).toBe(true)
    expect(isAskDue(reduce(told, { kind: 'no-answer', at: 15_001 }), 16_000)).toBe(false)
    expect(isAskDue(reduce(told, { kind: 'silent', at: 15_001 }), 40_000)).toBe(false)
    expect(isAskDue(reduce(told, { kind: 'hook', at: 2, report: { event: 'stop', message: null } }), 99_000)).toBe(false)
    expect(isAskDue(after('itself', [says(1, 'working')]), 99_000)).toBe(false)
  })

  const shows = (at: number, says: Partial<ScreenSays>): Signal => ({ kind: 'screen', at, says: { retry: null, interrupted: false, resting: false, ...says } })
  const prompted: Signal = { kind: 'hook', at: 1, report: { event: 'prompt', message: null, prompt: null } }

  it('a service that fails for a while: working, with the cause and the count', () => {
    const memory = after('itself', [says(1, 'working'), shows(5, { retry: { cause: '529 Overloaded', attempt: 2, of: 10 } })])
    expect(stateOf(memory, 6)).toMatchObject({ state: 'working', source: 'screen', since: 5, turnInFlight: true, message: 'Its service answered "529 Overloaded"; trying again, 2 of 10' })
    const answered = shows(9, {})
    expect(stateOf([answered].reduce(reduce, memory), 10)).toMatchObject({ state: 'working', source: 'osc7501', message: null })
    expect(stateOf([says(9, 'done')].reduce(reduce, memory), 10)).toMatchObject({ state: 'done' })
    expect(stateOf([says(9, 'done'), says(20, 'working')].reduce(reduce, memory), 21)).toMatchObject({ state: 'working', message: null })
  })

  it('a key that is refused: error at once, with its words, though the agent tries again', () => {
    const memory = after('itself', [prompted, shows(5, { retry: { cause: 'API error', attempt: 2, of: 10 } }), shows(6, { retry: { cause: '401 invalid x-api-key', attempt: 3, of: 10 } })])
    expect(stateOf(memory, 7)).toMatchObject({ state: 'error', source: 'screen', since: 6, turnInFlight: true, message: expect.stringContaining('401 invalid x-api-key') as unknown })
  })

  it('Esc with titles off: idle, by what the screen shows; never by a screen that is older than the turn', () => {
    expect(stateOf(after('itself', [prompted, shows(500, { interrupted: true })]), 600)).toMatchObject({ state: 'working' })
    expect(stateOf(after('itself', [prompted, shows(1_500, { interrupted: true })]), 1_600)).toMatchObject({ state: 'idle', source: 'screen', turnInFlight: false })
    const asked: Signal = { kind: 'hook', at: 2, report: { event: 'permission', message: 'approve Bash: ls' } }
    expect(stateOf(after('itself', [prompted, asked, shows(1_500, { interrupted: true })]), 1_600)).toMatchObject({ state: 'idle' })
    expect(stateOf(after('itself', [prompted, shows(1_500, { resting: true })]), 1_600)).toMatchObject({ state: 'working' })
    expect(stateOf(after('itself', [prompted, shows(2_500, { resting: true })]), 2_600)).toMatchObject({ state: 'idle', source: 'screen' })
    expect(stateOf(after('itself', [prompted, asked, shows(2_500, { resting: true })]), 2_600)).toMatchObject({ state: 'waiting' })
    expect(stateOf(after('itself', [says(1, 'working'), shows(1_500, { interrupted: true })]), 1_600)).toMatchObject({ state: 'working', source: 'osc7501' })
  })
})
