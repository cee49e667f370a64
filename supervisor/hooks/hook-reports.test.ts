import { describe, expect, test } from 'vitest'
import { wireLimits, type HookReport } from '../protocol.ts'
import { HookReports } from './hook-reports.ts'
import { longestText, shortPayload } from './short-payload.ts'

function world() {
  let now = 0
  const told: HookReport[] = []
  const reports = new HookReports((report) => told.push(report), () => now)
  return { reports, told, pass: (ms: number) => { now += ms } }
}

describe('what the agent\'s hooks said', () => {
  test('is told in its order and kept for a server that comes later', () => {
    const { reports, told } = world()
    for (const event of ['UserPromptSubmit', 'Stop']) reports.hear(JSON.stringify({ hook_event_name: event }))
    expect(told.map(({ seq, payload }) => [seq, payload])).toEqual([[1, '{"hook_event_name":"UserPromptSubmit"}'], [2, '{"hook_event_name":"Stop"}']])
    expect(reports.list()).toEqual(told)
  })

  test('only the last ones are kept, and none of an agent that was started again', () => {
    const { reports, pass } = world()
    for (let i = 0; i < wireLimits.hookReports + 5; i++) {
      reports.hear('{}')
      pass(1_000)
    }
    expect(reports.list().map(({ seq }) => seq)).toEqual(Array.from({ length: wireLimits.hookReports }, (_, i) => i + 6))
    reports.clear()
    expect(reports.list()).toEqual([])
    reports.hear('{}')
    expect(reports.list()[0]?.seq).toBe(wireLimits.hookReports + 6)
  })

  test('A84: a flood is heard in part, and later again', () => {
    const { reports, told, pass } = world()
    for (let i = 0; i < 10_000; i++) reports.hear('{}')
    expect(told).toHaveLength(100)
    pass(1_000)
    for (let i = 0; i < 10_000; i++) reports.hear('{}')
    expect(told).toHaveLength(120)
  })
})

describe('a report, cut to size', () => {
  test.each([['junk', 'not json'], ['a text', '"x"'], ['a list', '[1]'], ['null', 'null'], ['half of one', '{"a":']])('is none: %s', (_, body) => {
    expect(shortPayload(body)).toBeNull()
  })

  test('keeps what it says and the beginning of what is long', () => {
    const body = JSON.stringify({ hook_event_name: 'PreToolUse', tool_input: { file_path: '/a', content: 'x'.repeat(2_000_000) }, many: Array.from({ length: 1_000 }, () => 'y') })
    expect(JSON.parse(shortPayload(body) ?? '')).toEqual({ hook_event_name: 'PreToolUse', tool_input: { file_path: '/a', content: 'x'.repeat(longestText) }, many: ['y', 'y', 'y', 'y'] })
  })

  test('A84: is never more than the wire takes, however it is built', () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
    expect(shortPayload(deep)?.length).toBeLessThan(100)
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${String(i)}`, '"'.repeat(5_000)])))
    expect(shortPayload(wide)).toBeNull()
    expect(JSON.parse(shortPayload('{"a":"\\ud83d","__proto__":{"x":1}}') ?? '')).toMatchObject({ a: '\ufffd' })
  })
})
