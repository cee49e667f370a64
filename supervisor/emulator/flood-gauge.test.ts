import { expect, test } from 'vitest'
import { FloodGauge } from './flood-gauge.ts'

/** What it says of blocks of this size that come every so many milliseconds. */
function saysOf({ bytes, everyMs, times = 200 }: { bytes: number; everyMs: number; times?: number }): boolean[] {
  const gauge = new FloodGauge()
  return Array.from({ length: times }, (_, i) => gauge.floods(bytes, 1_000 + i * everyMs))
}

test.each([
  ['one large block', { bytes: 32 * 1024, everyMs: 1_000, times: 1 }],
  ['large blocks, each by itself', { bytes: 64 * 1024, everyMs: 1_000 }],
])('a flood from its first byte: %s', (_, blocks) => {
  expect(saysOf(blocks)).not.toContain(false)
})

test.each([
  ['4 KB each millisecond, as a PTY gives them', { bytes: 4 * 1024, everyMs: 1 }],
  ['16 KB every ten milliseconds', { bytes: 16 * 1024, everyMs: 10 }],
])('a flood in small blocks: %s', (_, blocks) => {
  const says = saysOf(blocks)
  expect(says.slice(0, 8)).toContain(true)
  expect(says.filter(Boolean).length).toBeGreaterThan(says.length / 4)
})

test.each([
  ['sixty whole screens a second', { bytes: 8 * 1024, everyMs: 16 }],
  ['keys', { bytes: 3, everyMs: 0.1 }],
  ['a page now and then', { bytes: 30 * 1024, everyMs: 100 }],
])('no flood: %s', (_, blocks) => {
  expect(saysOf(blocks)).not.toContain(true)
})
