import { describe, expect, it } from 'vitest'
import type { TranscriptEntry, TranscriptMessage } from '../api.ts'
import { itemsOf, openAsks } from './items.ts'
import { mergeMessages } from './merge-messages.ts'

const at = '2026-01-01T00:00:00.000Z'
const messages = (...entries: TranscriptEntry[]): TranscriptMessage[] => entries.map((entry, index) => ({ sessionId: 's', seq: index + 1, at, entry }))
const call = (toolUseId: string): TranscriptEntry => ({ kind: 'tool-call', toolUseId, name: 'Bash', input: { command: 'ls' }, parentToolUseId: null })
const resultOf = (toolUseId: string): TranscriptEntry => ({ kind: 'tool-result', toolUseId, text: 'out', isError: false, parentToolUseId: null })
const ask = (requestId: string): TranscriptEntry => ({ kind: 'permission', requestId, tool: 'Write', input: {}, question: 'Allow Write?' })
const turn = (costUsd: number | null): TranscriptEntry => ({ kind: 'result', outcome: 'success', text: '', costUsd, durationMs: 1, turns: 1 })
const process = (event: 'started' | 'resumed' | 'ended'): TranscriptEntry => ({ kind: 'process', event, message: null })

describe('itemsOf', () => {
  it('puts a result to its call, however far behind it comes', () => {
    const items = itemsOf(messages(call('a'), call('b'), resultOf('b'), resultOf('a')))
    expect(items.map(({ key, kind }) => [key, kind])).toEqual([[1, 'tool-call'], [2, 'tool-call']])
    expect(items).toMatchObject([{ outcome: { state: 'done', text: 'out' } }, { outcome: { state: 'done' } }])
  })

  it('shows a result whose call is on an older page by itself', () => {
    expect(itemsOf(messages(resultOf('older')))).toMatchObject([{ kind: 'lone-result', text: 'out' }])
  })

  it('leaves no call running behind the end of its turn or process', () => {
    for (const end of [turn(null), process('ended')]) expect(itemsOf(messages(call('a'), end))[0]).toMatchObject({ outcome: { state: 'none' } })
    expect(itemsOf(messages(turn(null), call('a')))[1]).toMatchObject({ outcome: { state: 'running' } })
  })

  it('knows which questions wait: not those answered, withdrawn, or whose process has ended', () => {
    const answered: TranscriptEntry = { kind: 'answer', requestId: 'a', outcome: 'denied', message: 'no' }
    const items = itemsOf(messages(ask('a'), ask('b'), answered))
    expect(openAsks(items).map(({ requestId }) => requestId)).toEqual(['b'])
    expect(items[0]).toMatchObject({ outcome: { state: 'denied', message: 'no' } })
    expect(openAsks(itemsOf(messages(ask('a'), process('ended'))))).toEqual([])
  })

  it('tells what each turn cost from sums that begin again with each process', () => {
    const items = itemsOf(messages(turn(5), process('started'), turn(0.25), turn(0.75), process('ended'), process('resumed'), turn(0.1)))
    expect(items.flatMap((item) => (item.kind === 'result' ? [item.turnCostUsd] : []))).toEqual([null, 0.25, 0.5, 0.1])
  })

  it('marks what an agent below the agent says, and shows no empty text', () => {
    const nested: TranscriptEntry = { kind: 'text', text: 'below', parentToolUseId: 'a' }
    const empty: TranscriptEntry = { kind: 'text', text: ' \n', parentToolUseId: null }
    expect(itemsOf(messages(nested, empty))).toMatchObject([{ kind: 'text', nested: true }])
  })
})

describe('mergeMessages', () => {
  const numbers = (...seqs: number[]) => seqs.map((seq) => ({ seq }))

  it('appends, prepends and fills in, each message once', () => {
    expect(mergeMessages(numbers(1, 2), numbers(3))).toEqual(numbers(1, 2, 3))
    expect(mergeMessages(numbers(3), numbers(1, 2))).toEqual(numbers(1, 2, 3))
    expect(mergeMessages(numbers(1, 3), numbers(2, 3, 4))).toEqual(numbers(1, 2, 3, 4))
    expect(mergeMessages([], numbers(7))).toEqual(numbers(7))
  })

  it('keeps the list itself where nothing is new', () => {
    const known = numbers(1, 2)
    expect(mergeMessages(known, numbers(2))).toBe(known)
    expect(mergeMessages(known, [])).toBe(known)
  })
})
