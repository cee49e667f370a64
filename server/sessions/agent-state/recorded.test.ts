import { describe, expect, it } from 'vitest'
import { beginning, isAskDue, reduce, stateOf, type KnownState, type Memory } from './ladder.ts'
import { recorded, type Recorded } from './recorded.ts'
import type { Signal } from './signal.ts'

const withoutAsking = (item: Recorded): boolean => !('signal' in item && item.signal.kind === 'agents-json')

const expired = 'Please run /login · API Error: 401 OAuth token has expired. Please obtain a new token or refresh your existing token.'

/** Plays a recording; `until` a note or to its end. */
function play(name: string, options: { until?: string; asked?: boolean } = {}): { memory: Memory; at: number; seen: string[] } {
  let memory = beginning('itself', 0)
  let at = 0
  const seen: string[] = []
  for (const item of recorded(name).filter((line) => options.asked === true || withoutAsking(line))) {
    at = item.at
    if ('note' in item) {
      if (item.note === options.until) break
      continue
    }
    memory = reduce(memory, item.signal)
    const { state, message } = stateOf(memory, at)
    const words = message === null ? state : `${state}: ${message}`
    if (seen.at(-1) !== words) seen.push(words)
  }
  return { memory, at, seen }
}
const last = (name: string, options: Parameters<typeof play>[1] = {}): KnownState => {
  const { memory, at } = play(name, options)
  return stateOf(memory, at)
}

/** The last signal of a kind before a note. */
function lastOf(name: string, kind: Signal['kind'], note: string): Signal {
  const items = recorded(name)
  const signals = items.slice(0, items.findIndex((item) => 'note' in item && item.note === note)).flatMap((item) => ('signal' in item ? [item.signal] : []))
  const found = signals.findLast((signal) => signal.kind === kind)
  if (!found) throw new Error(`There is no ${kind} in ${name} before "${note}".`)
  return found
}

describe('Claude Code, by OSC 7501', () => {
  it.each<[string, string, string[]]>([
    ['a turn', 'turn', ['idle', 'working', 'done']],
    ['a permission prompt', 'permission', ['idle', 'working', 'working: Running the requested command', 'waiting: approve Bash: touch x', 'working', 'done']],
    ['a permission prompt left by Esc', 'permission-esc', ['idle', 'working', 'working: Running the requested command', 'waiting: approve Bash: touch x', 'idle']],
    ['a question', 'question', ['idle', 'working', 'working: Which colour?', 'waiting: answer: Which colour? (Red · Blue)', 'working', 'done']],
    ['Esc in the middle of a turn', 'esc', ['idle', 'working', 'idle']],
    ['an API error', 'api-error', ['idle', 'working', 'error: API Error: 400 stub error 400']],
    ['a login that has expired', 'expired-login', ['idle', 'working', `waiting: ${expired}`]],
    ['kill -9 of the agent', 'kill', ['idle', 'working', 'error: The agent was ended by SIGKILL; restart it to go on.']],
    ['a background job that goes on after the turn', 'background', ['idle', 'working', 'working: d', 'working: 1 shell still running']],
  ])('%s', (_, name, states) => {
    // Before its first word nothing is known but the resting title.
    expect(play(name).seen).toEqual(states)
  })

  it('says so, and since when', () => {
    expect(last('permission', { until: 'none' })).toMatchObject({ state: 'done', source: 'osc7501', turnInFlight: false })
    const waiting = last('permission-esc', { until: 'esc' })
    expect(waiting).toMatchObject({ state: 'waiting', source: 'osc7501', turnInFlight: true })
    expect(waiting.since).toBe(1803)
  })

  it('a login that has expired has ended its turn, so that it does not keep the session running for ever', () => {
    expect(last('expired-login')).toMatchObject({ state: 'waiting', turnInFlight: false })
    expect(last('expired-login/hooks')).toMatchObject({ state: 'error', turnInFlight: false })
  })

  it('a turn is in flight while it waits for a permission, and not after Esc', () => {
    expect(last('permission-esc', { until: 'esc' }).turnInFlight).toBe(true)
    expect(last('permission-esc').turnInFlight).toBe(false)
  })
})

describe('Claude Code, by hooks and titles where OSC 7501 is not to be had', () => {
  it.each<[string, string, string[]]>([
    ['a turn', 'turn/hooks', ['idle', 'working', 'done']],
    ['a permission prompt', 'permission/hooks', ['idle', 'working', 'waiting: approve Bash: touch x', 'working', 'done']],
    ['a question', 'question/hooks', ['idle', 'working', 'waiting: answer: Which colour?', 'working', 'done']],
    ['Esc in the middle of a turn: no hook tells, the title does', 'esc/hooks', ['idle', 'working', 'idle']],
    ['an API error', 'api-error/hooks', ['idle', 'working', 'error: API Error: 400 stub error 400']],
    ['a login that has expired', 'expired-login/hooks', ['idle', 'working', 'idle', `error: ${expired}`]],
    ['kill -9 of the agent', 'kill/hooks', ['idle', 'working', 'error: The agent was ended by SIGKILL; restart it to go on.']],
    ['a background job that goes on after the turn', 'background/hooks', ['idle', 'working', 'done']],
  ])('%s', (_, name, states) => {
    expect(play(name).seen).toEqual(states)
  })

  it('a permission prompt left by Esc tells nobody: the agent is asked, and says that it is idle', () => {
    const { memory, at } = play('permission-esc/hooks')
    expect(stateOf(memory, at)).toMatchObject({ state: 'waiting', turnInFlight: true })
    expect(isAskDue(memory, at + 14_000)).toBe(false)
    expect(isAskDue(memory, at + 15_000)).toBe(true)
    const asked = reduce(memory, { kind: 'agents-json', at: at + 15_000, report: { state: 'idle', message: null } })
    expect(stateOf(asked, at + 15_000)).toMatchObject({ state: 'idle', source: 'agents-json', turnInFlight: false })
    expect(isAskDue(asked, at + 60_000)).toBe(false)
  })

  it('what the agent says when asked in between changes nothing that is right already', () => {
    for (const name of ['turn/hooks', 'permission/hooks', 'question/hooks', 'esc/hooks']) {
      expect(play(name, { asked: true }).seen, name).toEqual(play(name).seen)
    }
  })
})

describe('after a restart of the server in the middle of a turn', () => {
  // The supervisor says again what the program last said; of hooks and titles it keeps nothing.
  it('OSC 7501: the last report is as good as before', () => {
    const memory = [{ kind: 'connected', at: 9_000 } as const, lastOf('esc', 'osc7501', 'esc')].reduce(reduce, beginning('itself', 8_000))
    expect(stateOf(memory, 9_000)).toMatchObject({ state: 'working', source: 'osc7501', since: 1540, turnInFlight: true })
  })

  it('without it: unknown, until the agent was asked', () => {
    const memory = beginning('itself', 100_000)
    expect(stateOf(memory, 100_000)).toMatchObject({ state: 'unknown', source: 'none' })
    expect(isAskDue(memory, 115_000)).toBe(true)
    const asked = reduce(memory, { ...lastOf('esc/hooks', 'agents-json', 'esc'), at: 115_000 })
    expect(stateOf(asked, 115_000)).toMatchObject({ state: 'working', source: 'agents-json', turnInFlight: true })
  })
})
