import { expect, test } from 'vitest'
import { createLog } from './log.ts'

test('A48 A81 whatever a session printed into it, a line of the log moves no terminal and says what it was', () => {
  const lines: string[] = []
  const printed = `${String.fromCharCode(...Array.from({ length: 256 }, (_, index) => index))}\u2028\u202e\u2066日本`
  createLog('info', { write: (line) => { lines.push(line) } }).warn({ err: new Error(printed), printed }, printed)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^[^\p{Cc}\u2028\u202e\u2066]+\n$/u)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ printed, msg: printed, err: { message: printed } })
})

test('A80 what is named like a secret is left out', () => {
  const lines: string[] = []
  createLog('info', { write: (line) => { lines.push(line) } }).info({ given: { token: 'canary', key: 'canary', cookie: 'canary', code: 'canary' } }, 'said')
  expect(lines.join('')).toContain('said')
  expect(lines.join('')).not.toContain('canary')
})
