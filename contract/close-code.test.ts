import { expect, test } from 'vitest'
import { closeTooSlow, closeUnauthorized, isRefused } from './close-code.ts'

test('only who was looked at and not taken is refused', () => {
  expect(isRefused({ code: closeUnauthorized, reason: 'signed out' })).toBe(true)
  expect(isRefused({ code: closeUnauthorized })).toBe(true)
  expect(isRefused({ code: closeUnauthorized, reason: closeTooSlow })).toBe(false)
  expect(isRefused({ code: 1006, reason: '' })).toBe(false)
  expect(isRefused(undefined)).toBe(false)
})
