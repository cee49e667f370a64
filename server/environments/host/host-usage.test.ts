import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { totalmem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createHostUsage } from './host-usage.ts'

const busy = 'const grown = Buffer.alloc(64 * 1024 * 1024, 1); process.stdout.write("up"); for (;;) grown[0]++'

/** A process of a session; detached, as what an agent starts in the background may be. */
async function processOf(session: string): Promise<void> {
  const child = spawn(process.execPath, ['-e', busy], { detached: true, env: { CLAUDEWORK_SESSION: session }, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => { child.kill('SIGKILL') })
  await once(child.stdout, 'data')
}

test.runIf(process.platform === 'linux')('a session of this machine uses what all its processes use, and its folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-usage-'))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  writeFileSync(join(folder, 'file'), Buffer.alloc(3 * 1024 * 1024, 1))
  const session = `usage-${String(process.pid)}`
  await processOf(session)
  const usageOf = createHostUsage()
  const usage = await usageOf(session, folder)
  expect(usage.memory).toBeGreaterThan(64 * 1024 ** 2)
  expect(usage.cpuPercent).toBeGreaterThan(5)
  expect(usage.disk).toBeGreaterThanOrEqual(3 * 1024 ** 2)
  expect(usage.memoryLimit).toBe(totalmem())
  expect(await usageOf('nobody-has-this-one', folder)).toMatchObject({ cpuPercent: 0, memory: 0 })
  expect((await usageOf(session, join(folder, 'gone'))).disk).toBeNull()
})
