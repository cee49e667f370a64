import { beforeEach, expect, test, vi } from 'vitest'
import { SizeOwner, type OwnedSize } from './size-owner.ts'

let applied: OwnedSize[]
let here: Set<string>
let size: SizeOwner

beforeEach(() => {
  vi.useFakeTimers()
  applied = []
  here = new Set(['a', 'b'])
  size = new SizeOwner({ cols: 80, rows: 24 }, { isHere: (clientId) => here.has(clientId), apply: (now) => applied.push(now) })
  return () => vi.useRealTimers()
})
const settle = (): void => void vi.advanceTimersByTime(200)

test('F27 the size follows who typed last, with one change each time', () => {
  size.resize({ cols: 100, rows: 30 }, { clientId: 'a' })
  size.resize({ cols: 50, rows: 20 }, { clientId: 'b' })
  settle()
  expect(applied).toEqual([{ cols: 100, rows: 30, owner: 'a' }])
  size.typed('b')
  settle()
  expect(applied.slice(1)).toEqual([{ cols: 50, rows: 20, owner: 'b' }])
  size.typed('b')
  size.resize({ cols: 120, rows: 40 }, { clientId: 'a' })
  settle()
  expect(applied).toHaveLength(2)
})

test('F27 a viewer takes the size over when it says so, and when its owner has left', () => {
  size.resize({ cols: 100, rows: 30 }, { clientId: 'a' })
  size.resize({ cols: 50, rows: 20 }, { clientId: 'b', take: true })
  settle()
  expect(size.now).toEqual({ cols: 50, rows: 20, owner: 'b' })
  here.delete('b')
  size.resize({ cols: 101, rows: 31 }, { clientId: 'a' })
  settle()
  expect(size.now).toEqual({ cols: 101, rows: 31, owner: 'a' })
})

test('without a client a size always holds', () => {
  size.resize({ cols: 100, rows: 30 }, { clientId: 'a' })
  size.resize({ cols: 60, rows: 21 }, {})
  settle()
  expect(size.now).toEqual({ cols: 60, rows: 21, owner: 'a' })
})

test.each([
  [0, 0, 2, 1],
  [65_535, 65_535, 500, 300],
  [80.9, 24.9, 80, 24],
])('A50 %d x %d becomes %d x %d', (...row) => {
  const [cols, rows, wantedCols, wantedRows] = row
  size.resize({ cols, rows }, {})
  settle()
  expect(size.now).toMatchObject({ cols: wantedCols, rows: wantedRows })
})

test('A50 a window that is dragged changes the size ten times a second, and ends on the last', () => {
  for (let i = 0; i < 100; i++) {
    size.resize({ cols: 100 + i, rows: 30 }, { clientId: 'a' })
    vi.advanceTimersByTime(10)
  }
  settle()
  expect(applied.length).toBeLessThanOrEqual(12)
  expect(applied.at(-1)).toMatchObject({ cols: 199 })
})
