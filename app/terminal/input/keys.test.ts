import { expect, test } from 'vitest'
import { barKeys, bytesOf, isReport, withCtrl } from './keys.ts'

const key = (name: string) => {
  const found = barKeys.find((one) => one.name === name)
  if (!found) throw new Error(`no key ${name}`)
  return found
}

test('arrows come in the form that the program asked for', () => {
  expect(bytesOf(key('Up'), false)).toBe('\u001b[A')
  expect(bytesOf(key('Up'), true)).toBe('\u001bOA')
  expect(bytesOf(key('Escape'), true)).toBe('\u001b')
})

test.each([
  ['c', '\u0003'], ['C', '\u0003'], ['[', '\u001b'], ['@', '\u0000'], [' ', '\u0000'], ['?', '\u007f'], ['_', '\u001f'], ['1', '1'], ['é', 'é'], ['pasted', 'pasted'], ['', ''],
])('Ctrl with "%s"', (typed, sent) => {
  expect(withCtrl(typed)).toBe(sent)
})

test('reports of mouse and focus are told from keys', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  for (const report of ['\u001b[I', '\u001b[O', '\u001b[M !!', '\u001b[<0;1;1M']) expect(isReport(bytes(report))).toBe(true)
  for (const key of ['a', '\r', '\u001b', '\u001b[A', '\u001bOA', '\u001b[3~', 'I']) expect(isReport(bytes(key))).toBe(false)
})
