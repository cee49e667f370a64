import { expect, test } from 'vitest'
import { asksFirst, cleanPaste } from './paste.ts'

test.each([
  ['plain', 'ls -la\n', 'ls -la\n'],
  ['the end of a bracketed paste', 'a\u001b[201~rm -rf /\n', 'arm -rf /\n'],
  ['its start', '\u001b[200~a', 'a'],
  ['the one-character form', 'a\u009b201~b', 'ab'],
  ['one hidden in another', 'a\u001b[20\u001b[201~1~b', 'ab'],
  ['other escapes', '\u001b[31mred', '\u001b[31mred'],
])('A47: %s', (_, pasted, text) => {
  expect(cleanPaste(pasted).text).toBe(text)
})

test.each([['a', 1], ['a\n', 1], ['a\r\n', 1], ['a\nb', 2], ['a\r\nb\r\n', 2], ['a\rb', 2], ['', 1]])('%j has lines', (pasted, lines) => {
  expect(cleanPaste(pasted).lines).toBe(lines)
})

test('only several lines for a program that would run each of them are asked about', () => {
  expect(asksFirst({ text: '', lines: 2 }, false)).toBe(true)
  expect(asksFirst({ text: '', lines: 2 }, true)).toBe(false)
  expect(asksFirst({ text: '', lines: 1 }, false)).toBe(false)
})
