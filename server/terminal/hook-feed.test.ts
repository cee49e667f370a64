import { expect, it } from 'vitest'
import { createHookFeed } from './hook-feed.ts'

const hello = { incarnation: 0, hookUrl: null, hooks: [] }
const report = (seq: number) => ({ seq, at: '2026-01-01T00:00:00.000Z', payload: String(seq) })

it('a supervisor that was started anew counts from the beginning', () => {
  const feed = createHookFeed()
  const heard: string[] = []
  feed.onHook(({ payload }, late) => heard.push(late ? `late ${payload}` : payload))
  feed.connected(hello)
  feed.hear(report(1))
  feed.connected({ ...hello, hooks: [report(1), report(2)] })
  feed.connected({ ...hello, incarnation: 1, hooks: [report(1)] })
  expect(heard).toEqual(['1', 'late 2', 'late 1'])
})

it.each([
  ['http://127.0.0.1:4444/hook/abcdefghijklmnop', true], ['http://10.0.0.1:4444/hook/abcdefghijklmnop', false], ['http://127.0.0.1@evil.example/hook/abcdefghijklmnop', false],
  ['http://127.0.0.1:4444/hook/', false], ['file:///etc/passwd', false],
])('an address that a supervisor gives gets into settings only where it is one of ours: %s', (hookUrl, is) => {
  const feed = createHookFeed()
  feed.connected({ ...hello, hookUrl })
  expect(feed.url()).toBe(is ? hookUrl : null)
})
