import { expect, test } from 'vitest'
import { createLinkStore } from './link-state.ts'

test('how long the link has been away counts from the first loss, not from the last attempt', () => {
  let now = 1
  const link = createLinkStore(() => now)
  const seen: string[] = []
  link.subscribe(() => seen.push(link.get().kind))
  link.opened()
  now = 5
  link.lost()
  now = 9
  link.lost()
  expect(link.get()).toEqual({ kind: 'connecting', since: 5 })
  link.opened()
  expect(seen).toEqual(['live', 'connecting', 'live'])
})
