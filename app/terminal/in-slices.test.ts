import { expect, test } from 'vitest'
import { writeInSlices } from './in-slices.ts'

test.each([0, 1, 32 * 1024, 32 * 1024 + 1, 250_000])('%d characters are written whole and in order, and told as done once, with the last', (length) => {
  const text = Array.from({ length }, (_, at) => String(at % 10)).join('')
  const written: string[] = []
  let dones = 0
  writeInSlices({ write: (data: string, done) => { written.push(data); if (done) dones += 1; expect(data.length).toBeLessThanOrEqual(32 * 1024) } }, text, () => undefined)
  expect(written.join('')).toBe(text)
  expect(dones).toBe(1)
})
