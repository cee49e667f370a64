import { expect, test } from 'vitest'
import { nextPath } from './sign-in.ts'

test.each([
  ['/sessions/a?x=1', '/sessions/a?x=1'], [null, '/'], ['', '/'], ['//evil.example', '/'], ['/\\evil.example', '/'], ['https://evil.example', '/'], ['javascript:alert(1)', '/'],
])('after signing in, %s leads to %s', (next, path) => {
  expect(nextPath(next)).toBe(path)
})
