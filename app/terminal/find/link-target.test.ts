import { expect, test } from 'vitest'
import { linkTarget } from './link-target.ts'

test.each([
  ['https://host.example/a?b#c', 'https://host.example/a?b#c'],
  ['http://localhost:3000', 'http://localhost:3000/'],
])('%s leads to %s', (uri, target) => {
  expect(linkTarget(uri)).toBe(target)
})

test('A44: a look-alike shows what it is', () => {
  expect(linkTarget('https://аpple.com/')).toBe('https://xn--pple-43d.com/')
})

test.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'vbscript:x', 'nonsense', '', `https://host.example/${'x'.repeat(3_000)}`])('A44: %s leads nowhere', (uri) => {
  expect(linkTarget(uri)).toBeNull()
})
