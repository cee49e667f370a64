import { expect, test } from 'vitest'
import { Problem } from '../../problem.ts'
import { startAll, wentDownWithItsPlace } from './start-all.ts'

const rows = Array.from({ length: 7 }, (_, index) => ({ id: `s${String(index)}`, name: `Session ${String(index)}` }))

test('all are started, two at a time, and a failure is told by its name', async () => {
  let now = 0
  let most = 0
  const result = await startAll(rows, async (id) => {
    now += 1
    most = Math.max(most, now)
    await new Promise((resolve) => { setImmediate(resolve) })
    now -= 1
    if (id === 's3') throw new Problem('unavailable', 'The engine is away.')
  })
  expect(most).toBe(2)
  expect(result.started.toSorted()).toEqual(['s0', 's1', 's2', 's4', 's5', 's6'])
  expect(result.failed).toEqual([{ id: 's3', name: 'Session 3', reason: 'The engine is away.' }])
})

test('what a person or the sweeper stopped is not among them', () => {
  const at = '2026-01-02T03:04:05.000Z'
  const ended = (cause: string, status = 'stopped'): boolean => wentDownWithItsPlace({ status: status as 'stopped', cloned: true, exit: { cause, code: null, signal: null, at } })
  expect(ended('stopped by engine')).toBe(true)
  expect(ended('stopped by engine', 'starting')).toBe(false)
  for (const cause of ['stopped by user', 'stopped by sweeper', 'stopped from outside', 'crashed']) expect(ended(cause)).toBe(false)
  expect(wentDownWithItsPlace({ status: 'stopped', cloned: true, exit: null })).toBe(false)
})
