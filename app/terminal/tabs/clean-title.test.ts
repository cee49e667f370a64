import { expect, test } from 'vitest'
import { cleanTitle } from './clean-title.ts'

test.each([
  ['A45: markup stays text', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['A45: controls of both sets go', 'a\u0007b\u001b[31mc\u009bd', 'ab[31mcd'],
  ['A45: characters that turn the direction go', 'exe.\u202egpj\u2066x', 'exe.gpjx'],
  ['A45: invisible ones go', 'pay\u200bpal\ufeff', 'paypal'],
  ['other scripts stay', '日本語 – ñ', '日本語 – ñ'],
])('%s', (_, title, clean) => {
  expect(cleanTitle(title)).toBe(clean)
})

test('A45: a title ends after 256 characters', () => {
  expect(cleanTitle('x'.repeat(10_000))).toHaveLength(256)
})
