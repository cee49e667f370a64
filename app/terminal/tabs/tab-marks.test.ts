import { expect, it } from 'vitest'
import { markOf, seenAfter } from './tab-marks.ts'

const nothing = new Map<string, { offset: number; bells: number }>()
const at = (id: string, offset: number, bells = 0) => ({ id, offset, bells })

it('marks output and bells of terminals that nobody looks at, from when they are first heard of', () => {
  const first = seenAfter(nothing, [at('a', 10), at('b', 500, 3)], { front: 'a' })
  expect([markOf(first, at('a', 10)), markOf(first, at('b', 500, 3))]).toEqual([null, null])
  const list = [at('a', 90, 2), at('b', 501, 3), at('c', 7)]
  const next = seenAfter(first, list, { front: 'a' })
  expect(list.map((terminal) => markOf(next, terminal))).toEqual([null, 'output', null])
  expect(markOf(next, at('b', 501, 4))).toBe('bell')
})

it('takes the marks away when the terminal is looked at', () => {
  const first = seenAfter(nothing, [at('a', 0), at('b', 0)], { front: 'a' })
  const rang = [at('a', 0), at('b', 9, 1)]
  expect(markOf(seenAfter(first, rang, { front: 'a' }), at('b', 9, 1))).toBe('bell')
  expect(markOf(seenAfter(first, rang, { front: 'b' }), at('b', 9, 1))).toBeNull()
})

it('takes what a terminal printed just before it was left as seen, but not its bells', () => {
  const first = seenAfter(nothing, [at('a', 0), at('b', 0)], { front: 'a' })
  const late = seenAfter(first, [at('a', 50), at('b', 0)], { front: 'b', left: 'a' })
  expect(markOf(late, at('a', 50))).toBeNull()
  expect(markOf(seenAfter(late, [at('a', 60, 1)], { front: 'b', left: 'a' }), at('a', 60, 1))).toBe('bell')
})

it('hears bells also after the supervisor began to count anew', () => {
  const before = seenAfter(nothing, [at('b', 5, 40)], { front: null })
  const restarted = seenAfter(before, [at('b', 2 ** 40, 0)], { front: null })
  expect(markOf(restarted, at('b', 2 ** 40, 1))).toBe('bell')
})
