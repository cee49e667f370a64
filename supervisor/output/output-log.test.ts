import { expect, test } from 'vitest'
import { OutputLog } from './output-log.ts'
import { offsetsPerIncarnation } from '../protocol.ts'

test('offsets of a later run are above all of the runs before', () => {
  const log = new OutputLog({ incarnation: 3, capacity: 64 * 1024 })
  expect(log.start).toBe(3 * offsetsPerIncarnation)
  log.push(Buffer.from('abc'))
  expect(log.end).toBe(3 * offsetsPerIncarnation + 3)
  expect(log.holds(3 * offsetsPerIncarnation - 1)).toBe(false)
  expect(log.read(log.first + 1, log.end, 10).toString()).toBe('bc')
})

test('marks stay between the bytes that they were made between', () => {
  const log = new OutputLog({ incarnation: 0, capacity: 64 * 1024 })
  log.mark({ kind: 'resize', cols: 80, rows: 24, owner: null })
  log.push(Buffer.from('abc'))
  log.mark({ kind: 'resize', cols: 100, rows: 30, owner: 'me' })
  log.push(Buffer.from('def'))
  const first = log.nextMark(0, 0)
  expect(first).toMatchObject({ offset: 0, cols: 80 })
  expect(log.nextMark(0, first?.number ?? 0)).toMatchObject({ offset: 3, cols: 100, owner: 'me' })
  expect(log.markBefore(3)).toBe(1)
  expect(log.markBefore(4)).toBe(2)
  expect(log.sizeAt(2)).toEqual({ cols: 80, rows: 24, owner: null })
  expect(log.sizeAt(3)).toEqual({ cols: 100, rows: 30, owner: 'me' })
})

test('the size of long ago is known after its mark has left the ring', () => {
  const log = new OutputLog({ incarnation: 0, capacity: 64 * 1024 })
  log.mark({ kind: 'resize', cols: 77, rows: 11, owner: null })
  log.push(Buffer.alloc(100_000))
  log.mark({ kind: 'resize', cols: 80, rows: 24, owner: null })
  expect(log.sizeAt(log.start)).toEqual({ cols: 77, rows: 11, owner: null })
  expect(log.nextMark(0, 0)).toMatchObject({ cols: 80 })
})
