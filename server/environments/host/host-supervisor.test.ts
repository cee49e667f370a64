import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { isSameProcess, startTimeOf } from '../../process-identity.ts'
import { endSupervisor } from './host-supervisor.ts'

async function stranger(): Promise<{ pid: number; ended: () => Promise<unknown> }> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' })
  onTestFinished(() => { child.kill('SIGKILL') })
  await once(child, 'spawn')
  const gone = once(child, 'exit')
  return { pid: child.pid ?? 0, ended: () => gone }
}

test('F35 A77 a process that has a supervisor\'s old number is neither taken for it nor ended', async () => {
  const { pid } = await stranger()
  const remembered = { pid, startTime: 'of an earlier process' }
  expect(isSameProcess(remembered)).toBe(false)
  await endSupervisor(remembered, 'f'.repeat(32))
  expect(isSameProcess({ pid, startTime: startTimeOf(pid) })).toBe(true)
})

test('F35 A77 the very process is found again and ended, and its zombie is nobody', async () => {
  const { pid, ended } = await stranger()
  const identity = { pid, startTime: startTimeOf(pid) }
  expect(isSameProcess(identity)).toBe(true)
  await endSupervisor(identity, 'f'.repeat(32))
  expect(isSameProcess(identity)).toBe(false)
  await ended()
})
