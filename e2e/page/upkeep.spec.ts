import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '../fixtures/page-test.ts'
import { processesOf } from '../fixtures/session-processes.ts'
import { runningSession, sessionWhen } from '../fixtures/sessions.ts'
import { startTestServer, type TestServer } from '../fixtures/test-server.ts'

/** As a power cut leaves it: no process, and rows that were last written before this machine was started. */
async function powerCut(server: TestServer, ids: readonly string[]): Promise<void> {
  await server.kill('SIGKILL')
  for (const pid of processesOf(ids)) process.kill(pid, 'SIGKILL')
  await expect.poll(() => processesOf(ids)).toEqual([])
  const db = new DatabaseSync(join(server.dataDir, 'claudework.db'))
  db.exec("UPDATE sessions SET status_checked_at = '2001-02-03T04:05:06.000Z'")
  db.close()
}

test('After a restart of the machine people start all that ran with one button', async ({ page, server, git, picture }) => {
  const made = await Promise.all(['Shop', 'Blog'].map((name) => runningSession(server.client, 'HOST', { name, repoUrl: git.url })))
  const notice = page.getByRole('region', { name: 'After a restart' })
  await expect(page.getByRole('link', { name: /Shop/ })).toBeVisible()
  await expect(notice).toHaveCount(0)
  await powerCut(server, made.map(({ id }) => id))
  await server.start()
  await expect(notice).toContainText('2 sessions were stopped by a restart of the machine or its Docker engine.', { timeout: 15_000 })
  await picture('after-a-restart')
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await picture('after-a-restart-phone')
  await page.setViewportSize({ width: 1280, height: 800 })
  await notice.getByRole('button', { name: 'Start the 2 sessions that ran' }).click()
  for (const { id } of made) await sessionWhen(server.client, id, ({ status }) => status === 'running')
  await expect(notice).toHaveCount(0)
})

test('People see live what a session takes, and keep one that is about to be stopped', async ({ page, server, git, picture }) => {
  const [{ id }, idle] = await Promise.all([runningSession(server.client, 'HOST', { name: 'Busy', repoUrl: git.url }), runningSession(server.client, 'HOST', { name: 'Forgotten', repoUrl: git.url })])
  await page.getByRole('link', { name: /Busy/ }).click()
  const use = page.getByLabel('Use', { exact: true })
  await expect(use).toContainText(/^CPU \d+% · [\d.]+ [kMG]B · disk [\d.]+ [kMG]B$/)
  const megabytes = async (): Promise<number> => Number(/([\d.]+) MB · disk/.exec(await use.innerText())?.[1] ?? 0)
  const before = await megabytes()
  const [terminal] = await server.client.terminals.list.query({ sessionId: id })
  await server.client.terminals.write.mutate({ terminalId: terminal?.id ?? '', data: 'node -e "const all = Buffer.alloc(3e8, 1); setTimeout(() => all, 60000)"\r' })
  await expect.poll(megabytes, { timeout: 20_000 }).toBeGreaterThan(before + 250)
  await picture('what-a-session-takes')

  await page.getByRole('link', { name: /Forgotten/ }).click()
  // Between the notice and the stop there is one tick of 4.5 s.
  await server.client.sessions.update.mutate({ id: idle.id, idleTimeoutMinutes: 0.3 })
  const { stopsAt } = await sessionWhen(server.client, idle.id, ({ stopNotice }) => stopNotice)
  await page.getByRole('button', { name: 'keep', exact: true }).click()
  const kept = await sessionWhen(server.client, idle.id, (session) => session.stopsAt !== null && session.stopsAt > (stopsAt ?? ''))
  expect(kept).toMatchObject({ status: 'running', stopNotice: false })
  await expect(page.getByText(/^stops in .* if nothing happens/)).toBeVisible()
  await picture('kept-running')
})

test('F37 The page warns of a disk that is nearly full before work fails', async ({ page, picture }) => {
  const disk = mkdtempSync(join(tmpdir(), 'claudework-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk])
  mkdirSync(join(disk, 'data'), { mode: 0o700 })
  try {
    await using small = await startTestServer({ CLAUDEWORK_DATA_DIR: join(disk, 'data'), DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
    await page.goto(await small.signInUrl())
    const machine = page.getByRole('region', { name: 'Machine' })
    await expect(machine).toContainText(/disk .* free/)
    await expect(machine.getByRole('alert')).toHaveCount(0)
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 3 * 1024 ** 2))
    await page.reload()
    await expect(machine.getByRole('alert')).toContainText(/^Only .* left on the disk of claudework's data\. Delete sessions or rescues before work fails\.$/)
    await picture('disk-nearly-full')
    rmSync(join(disk, 'filler'))
    await page.reload()
    await expect(machine).toContainText(/disk .* free/)
    await expect(machine.getByRole('alert')).toHaveCount(0)
  } finally {
    execFileSync('umount', ['--lazy', disk])
    rmSync(disk, { recursive: true })
  }
})
