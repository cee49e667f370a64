import { afterEach, beforeEach, expect, vi } from 'vitest'

// An error that nobody asserted on is a fault that nobody looked at. A test that expects one spies on console.error itself
// and calls mockClear() on what it has asserted.
beforeEach(() => {
  const original = console.error.bind(console)
  vi.spyOn(console, 'error').mockImplementation((...words: unknown[]) => {
    original(...words)
  })
})

afterEach(() => {
  expect(vi.mocked(console.error).mock.calls, 'unexpected console.error').toEqual([])
})
