import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStreamEvent } from './stream-event.ts'

const parse = (value: unknown) => parseStreamEvent(JSON.stringify(value))

describe('a line of the stream', () => {
  it('gives the blocks of an answer, without those it does not know', () => {
    const content = [{ type: 'text', text: 'a' }, { type: 'server_tool_use' }, { type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } }, { type: 'thinking', thinking: 'hm', signature: 's' }]
    expect(parse({ type: 'assistant', message: { content }, parent_tool_use_id: 'p' })).toEqual({
      type: 'assistant', parentToolUseId: 'p',
      blocks: [{ type: 'text', text: 'a' }, { type: 'tool-call', toolUseId: 't1', name: 'Bash', input: { command: 'ls' } }, { type: 'thinking', text: 'hm' }],
    })
  })

  it.each([
    ['text', 'plain', 'plain'],
    ['blocks', [{ type: 'text', text: 'one' }, { type: 'image', source: {} }], 'one\n[not text]'],
  ])('gives a tool result in %s', (_form, content, text) => {
    expect(parse({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't', content, is_error: true }] } }))
      .toMatchObject({ type: 'tool-results', results: [{ toolUseId: 't', text, isError: true }] })
  })

  it.each([
    ['success', { subtype: 'success', is_error: false, terminal_reason: 'completed' }],
    ['interrupted', { subtype: 'error_during_execution', is_error: true, terminal_reason: 'aborted_streaming' }],
    ['interrupted', { subtype: 'error_during_execution', is_error: true, terminal_reason: 'aborted_tools' }],
    ['error', { subtype: 'success', is_error: true, terminal_reason: 'api_error' }],
    ['error', { subtype: 'error_max_turns', is_error: false }],
  ])('says how a turn ended: %s', (outcome, fields) => {
    expect(parse({ type: 'result', result: 'words', total_cost_usd: 0.5, ...fields })).toEqual({ type: 'result', outcome, text: 'words', costUsd: 0.5, durationMs: null, turns: null })
  })

  it('takes the echo of a prompt, and the word that it was queued, as its receipt', () => {
    expect(parse({ type: 'user', isReplay: true, uuid: 'u', message: { content: [] } })).toEqual({ type: 'taken', promptId: 'u' })
    expect(parse({ type: 'command_lifecycle', command_uuid: 'u', state: 'queued' })).toEqual({ type: 'taken', promptId: 'u' })
    expect(parse({ type: 'command_lifecycle', command_uuid: 'u', state: 'cancelled' })).toEqual({ type: 'quiet' })
  })

  it('gives a permission request with what it is for', () => {
    expect(parse({ type: 'control_request', request_id: 'r', request: { subtype: 'can_use_tool', tool_name: 'Bash', input: { command: 'ls' }, description: 'List' } }))
      .toEqual({ type: 'asks', ask: { requestId: 'r', tool: 'Bash', input: { command: 'ls' }, description: 'List' } })
  })

  it('clips long texts and says so', () => {
    const event = parse({ type: 'assistant', message: { content: [{ type: 'text', text: 'x'.repeat(70_000) }, { type: 'tool_use', id: 't', name: 'Write', input: { content: 'y'.repeat(70_000) } }] } })
    expect(JSON.stringify(event).length).toBeLessThan(2 * 66_000)
    expect(JSON.stringify(event)).toContain('4464 more characters were left out')
  })

  it('A84: never throws, whatever the line is', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.object().map((value) => JSON.stringify({ type: 'assistant', message: value }))), (line) => {
      expect(parseStreamEvent(line)).toHaveProperty('type')
    }))
  })

  it('A84: a property named __proto__ stays a property', () => {
    const event = parseStreamEvent('{"type":"assistant","message":{"content":[{"type":"tool_use","id":"t","name":"n","input":{"__proto__":{"polluted":1}}}]}}')
    const input = event.type === 'assistant' && event.blocks[0]?.type === 'tool-call' ? event.blocks[0].input : {}
    expect(Object.getPrototypeOf(input)).toBe(Object.prototype)
    expect(Object.keys(input)).toEqual(['__proto__'])
  })
})
