import { expect, test } from 'vitest'
import { contentSecurityPolicy } from './content-security-policy.ts'

test('A79: the policy allows our own scripts by nonce and nothing inline or foreign', () => {
  const policy = contentSecurityPolicy({ nonce: 'abc', development: false })
  expect(policy).toContain("default-src 'none'; script-src 'self' 'nonce-abc';")
  expect(policy).toContain("require-trusted-types-for 'script'")
  expect(policy.replace(/style-src[^;]*/, '')).not.toMatch(/unsafe|\*|https?:/)
})

test('development lets its worker in and keeps the rest', () => {
  expect(contentSecurityPolicy({ nonce: 'abc', development: true })).toContain('worker-src blob:')
})
