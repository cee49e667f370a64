import { describe, expect, it } from 'vitest'
import type { Ask, StreamEvent } from './stream-event.ts'
import { agentStateOf, questionOf, restingState, turnStateAfter, type Happening } from './turn-state.ts'

const ask: Ask = { requestId: 'r1', tool: 'Bash', input: { command: 'rm -rf build\necho done' }, description: null }
const init: StreamEvent = { type: 'init', claudeSessionId: 's' }
const event = (one: StreamEvent): Happening => ({ kind: 'event', event: one })
const result = (outcome: 'success' | 'interrupted' | 'error', text = ''): Happening => event({ type: 'result', outcome, text, costUsd: null, durationMs: null, turns: null })

/** The state after things that happened a second apart. */
function after(...happenings: Happening[]) {
  return agentStateOf(happenings.reduce((state, happening, index) => turnStateAfter(state, happening, `t${String(index + 1)}`), restingState('t0')))
}

describe('the agent state of a conversation', () => {
  it.each<[string, Happening[], string, string | null, string]>([
    ['nothing happened', [], 'idle', null, 't0'],
    ['a prompt is answered', [{ kind: 'prompted' }, event(init)], 'working', null, 't1'],
    ['a permission is asked for', [{ kind: 'prompted' }, event({ type: 'asks', ask })], 'waiting', 'Allow Bash: rm -rf build?', 't2'],
    ['the permission was given', [{ kind: 'prompted' }, event({ type: 'asks', ask }), { kind: 'answered', requestId: 'r1' }], 'working', null, 't3'],
    ['the question was withdrawn', [{ kind: 'prompted' }, event({ type: 'asks', ask }), event({ type: 'withdraws', requestId: 'r1' })], 'working', null, 't3'],
    ['the turn ended well', [{ kind: 'prompted' }, result('success')], 'done', null, 't2'],
    ['the turn was interrupted', [{ kind: 'prompted' }, result('interrupted')], 'idle', null, 't2'],
    ['the API refused', [{ kind: 'prompted' }, result('error', 'API Error: 400\nmore')], 'error', 'API Error: 400', 't2'],
    ['a background task began a turn', [{ kind: 'prompted' }, result('success'), event(init)], 'working', null, 't3'],
    ['a second result came', [{ kind: 'prompted' }, result('success'), result('error', 'x')], 'done', null, 't2'],
    ['the process died in a turn', [{ kind: 'prompted' }, event({ type: 'asks', ask }), { kind: 'ended', problem: 'It died.' }], 'error', 'It died.', 't3'],
    ['it was stopped', [{ kind: 'prompted' }, { kind: 'ended', problem: null }], 'idle', null, 't2'],
    ['it was started after an error', [{ kind: 'ended', problem: 'It died.' }, { kind: 'started' }], 'idle', null, 't2'],
    ['it is silent', [{ kind: 'prompted' }, { kind: 'stalled', seconds: 120 }], 'working', 'Claude Code has printed nothing for 120 s; it may be busy, or stuck: interrupt or restart it if this lasts.', 't2'],
    ['it spoke again', [{ kind: 'prompted' }, { kind: 'stalled', seconds: 120 }, event({ type: 'quiet' })], 'working', null, 't3'],
  ])('%s', (_case, happenings, ...expected) => {
    const [state, message, since] = expected
    expect(after(...happenings)).toEqual({ state, message, since, source: 'stream-json', ...(state === 'waiting' ? { waitsFor: 'permission' } : {}) })
  })

  it.each([
    ['AskUserQuestion', { questions: [{ question: 'Which?' }] }, 'question'],
    ['ExitPlanMode', { plan: '1. this' }, 'plan'],
  ])('says of %s what it waits for', (tool, input, waitsFor) => {
    expect(after(event({ type: 'asks', ask: { ...ask, tool, input } }))).toMatchObject({ state: 'waiting', waitsFor })
  })

  it('asks the oldest question first, and the same question once', () => {
    const second = { ...ask, requestId: 'r2', tool: 'Write', input: { file_path: 'a.txt' } }
    const asked: Happening[] = [event({ type: 'asks', ask }), event({ type: 'asks', ask: second })]
    expect(after(...asked).message).toBe('Allow Bash: rm -rf build?')
    expect(after(...asked, event({ type: 'asks', ask }), { kind: 'answered', requestId: 'r1' }).message).toBe('Allow Write: a.txt?')
  })
})

describe('the question of a request', () => {
  it.each([
    [{ tool: 'AskUserQuestion', input: { questions: [{ question: 'Which?' }, { question: 'And why?' }] } }, 'Which? And why?'],
    [{ tool: 'WebFetch', input: { url: 'https://example.com' } }, 'Allow WebFetch: https://example.com?'],
    [{ tool: 'Other', input: { questions: 'none' } }, 'Allow Other?'],
  ])('%j', (one, question) => {
    expect(questionOf({ requestId: 'r', description: null, ...one })).toBe(question)
  })
})
