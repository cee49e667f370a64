import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ring } from './ring.ts'

const capacity = 64 * 1024

test('a ring gives back what was written last, byte for byte, however it was written and read', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 30 }), fc.nat(), fc.integer({ min: 1, max: 100_000 }), (sizes, from, max) => {
      const ring = new Ring(capacity)
      let whole = Buffer.alloc(0)
      for (const [i, size] of sizes.entries()) {
        const chunk = Buffer.from(Array.from({ length: size }, (_, at) => (at * 31 + i * 7) & 255))
        whole = Buffer.concat([whole, chunk])
        ring.push(chunk)
      }
      expect(ring.end).toBe(whole.length)
      expect(ring.start).toBe(Math.max(0, whole.length - capacity))
      const position = ring.start + (from % (ring.end - ring.start + 1))
      expect(ring.read(position, max).equals(whole.subarray(position, position + max))).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('a chunk larger than the ring leaves its tail', () => {
  const ring = new Ring(capacity)
  ring.push(Buffer.from('before'))
  ring.push(Buffer.concat([Buffer.alloc(capacity), Buffer.from('tail')]))
  expect(ring.end).toBe(6 + capacity + 4)
  expect(ring.read(ring.end - 4, 100).toString()).toBe('tail')
})

test('what a ring does not hold is an error, not other bytes', () => {
  const ring = new Ring(capacity)
  ring.push(Buffer.alloc(capacity + 1))
  expect(() => ring.read(0, 1)).toThrow(RangeError)
  expect(() => ring.read(ring.end + 1, 1)).toThrow(RangeError)
})

test('a read is a copy: what is written later does not change it', () => {
  const ring = new Ring(capacity)
  ring.push(Buffer.alloc(capacity, 'a'))
  const bytes = ring.read(0, capacity)
  ring.push(Buffer.alloc(capacity, 'b'))
  expect(bytes.every((byte) => byte === 0x61)).toBe(true)
})
