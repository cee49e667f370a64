import { beforeEach, expect, vi } from 'vitest'

// An error that nobody asserted on is a fault that nobody looked at. A test that expects one spies on console.error itself
// and calls mockClear() on what it has asserted. Of tests that run beside each other any may be told of the error.
beforeEach(() => {
  const original = console.error.bind(console)
  const spy = vi.spyOn(console, 'error').mockImplementation((...words: unknown[]) => {
    original(...words)
  })
  return () => { expect(spy.mock.calls, 'unexpected console.error').toEqual([]) }
})
