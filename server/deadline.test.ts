import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { afterMs } from './deadline.ts'

/** Nothing else happens in this process meanwhile. */
function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test.each([
  { deadlineMs: 300, blockMs: 500 },
  { deadlineMs: 300, blockMs: 2_000 },
])('F17 an answer that came while this process did nothing else for $blockMs ms is in time', async ({ deadlineMs, blockMs }) => {
  const other = spawn('/bin/sh', ['-c', 'read x; sleep 0.1; echo answer; read x'])
  const answer = once(other.stdout, 'data').then(() => 'answered')
  other.stdin.write('go\n')
  const expired = new Promise((resolve) => afterMs(deadlineMs, () => { resolve('expired') }))
  block(blockMs)
  expect(await Promise.race([answer, expired])).toBe('answered')
  expect(await expired).toBe('expired')
  other.kill()
})

test('what is cancelled does not expire', async () => {
  let expired = false
  const cancel = afterMs(50, () => { expired = true })
  cancel()
  await new Promise((resolve) => afterMs(100, () => { resolve(null) }))
  expect(expired).toBe(false)
})
