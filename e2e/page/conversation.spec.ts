import { join } from 'node:path'
import { openDb } from '../../db/client.ts'
import { migrationsIn } from '../../db/migration.ts'
import { transcript } from '../../db/schema.ts'
import { expect, test } from '../fixtures/claude-test.ts'
import { sessionWhen } from '../fixtures/sessions.ts'
import type { TestServer } from '../fixtures/test-server.ts'

const conversations = 5_000

async function legacySession({ client }: TestServer, repoUrl: string): Promise<string> {
  const { id } = await client.sessions.create.mutate({ name: 'Talk', repoUrl, environmentId: null })
  await sessionWhen(client, id, ({ status }) => status === 'running')
  return id
}

test('People talk to Claude Code: they answer it, interrupt it, send a prompt again, and find it all after a reload', async ({ page, server, git, picture }) => {
  const id = await legacySession(server, git.url)
  await page.getByRole('link', { name: /Talk/ }).click()
  await expect(page.getByText('Nothing was said yet')).toBeVisible()
  const box = page.getByRole('textbox', { name: 'Prompt' })
  const log = page.getByRole('log', { name: 'Conversation' })
  const last = page.getByRole('region', { name: 'Prompt' }).getByRole('status')

  await box.fill('say **bold** and [a link](https://example.com/)')
  await box.press('Enter')
  await expect(log.locator('strong', { hasText: 'bold' })).toBeVisible()
  await expect(last).toContainText('delivered')
  await expect(box).toHaveValue('')
  await expect(log.getByText(/^Finished · .* · \$/)).toBeVisible()
  await log.getByRole('link', { name: 'a link' }).click()
  await expect(page.getByRole('dialog', { name: 'Open this link?' })).toContainText('https://example.com/')
  await page.keyboard.press('Escape')

  await box.fill('write: made.txt=yes')
  await box.press('Enter')
  const asks = page.getByRole('region', { name: 'Waits for you' })
  await expect(asks).toContainText(/Allow Write: .*made\.txt\?/)
  await expect(asks).toContainText('+ yes')
  await picture('conversation-permission')
  await asks.getByRole('button', { name: 'Deny…' }).click()
  await asks.getByRole('textbox').fill('not this one')
  await asks.getByRole('button', { name: 'Deny', exact: true }).click()
  await expect(asks).toBeHidden()
  await expect(log.getByText('denied: not this one')).toBeVisible()

  await page.getByRole('button', { name: /^History/ }).click()
  const history = page.getByRole('list', { name: 'Prompts so far' })
  await history.getByRole('listitem').filter({ hasText: 'write: made.txt' }).getByRole('button', { name: 'Send again' }).click()
  await asks.getByRole('button', { name: 'Allow' }).click()
  const call = log.getByRole('group').filter({ has: page.getByText('Write', { exact: true }) }).last()
  await expect(call).toContainText('done')
  await call.locator('summary').click()
  await expect(call).toContainText('+ yes')
  await expect(history.getByRole('listitem')).toHaveCount(3)
  await page.getByRole('button', { name: 'Hide history' }).click()

  await box.fill('ask')
  await box.press('Enter')
  await asks.getByText('Blue', { exact: true }).click()
  await picture('conversation-question')
  await asks.getByRole('button', { name: 'Answer' }).click()
  await expect(log.getByText('allowed: Blue')).toBeVisible()

  await box.fill('hold')
  await box.press('Enter')
  await page.getByRole('button', { name: /^Interrupt/ }).click()
  await expect(log.getByText(/^Interrupted/).last()).toBeVisible()

  await box.fill('half a thought')
  const before = await log.innerText()
  await page.reload()
  await expect(log.getByText(/^Interrupted/).last()).toBeVisible()
  expect((await log.innerText()).split('\n').at(-1)).toBe(before.split('\n').at(-1))
  await expect(box).toHaveValue('half a thought')

  await server.client.sessions.stop.mutate({ id })
  await expect(page.getByText('A prompt starts it again')).toBeVisible()
  await box.fill('good morning again')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(log.getByText('echo: good morning again')).toBeVisible({ timeout: 30_000 })
  await picture('conversation')

  await page.setViewportSize({ width: 390, height: 844 })
  await expect(log.getByText('echo: good morning again')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
  await picture('phone-conversation')
})

test('A conversation of five thousand messages opens at its end, holds few of them, and scrolls smoothly to its beginning', async ({ page, server, git }) => {
  const id = await legacySession(server, git.url)
  await server.kill('SIGTERM')
  const db = await openDb({ url: `file:${join(server.dataDir, 'claudework.db')}`, migrations: migrationsIn(join(import.meta.dirname, '../../db/migrations')) })
  for (let from = 0; from < conversations; from += 500) {
    await db.write((writer) => writer.insert(transcript).values(Array.from({ length: 500 }, (_, index) => {
      const seq = 1_000 + from + index
      return { sessionId: id, seq, at: new Date().toISOString(), entry: { kind: 'text', text: `message **${String(seq)}** ${'and more words '.repeat(seq % 40)}`, parentToolUseId: null } }
    })))
  }
  db.close()
  await server.start()

  await page.goto(new URL(`/sessions/${id}`, page.url()).href)
  const log = page.getByRole('log', { name: 'Conversation' })
  await expect(log.getByText(String(999 + conversations), { exact: true })).toBeVisible({ timeout: 30_000 })
  const rows = log.locator('[data-index]')
  expect(await rows.count()).toBeLessThan(60)

  const frames = await log.evaluate(async (scroller) => {
    const gaps: number[] = []
    let then = performance.now()
    while (!/message 1000(?!\d)/.test(scroller.textContent) && gaps.length < 3_000) {
      scroller.scrollTop -= 4_000
      await new Promise((resolve) => { requestAnimationFrame(resolve) })
      gaps.push(performance.now() - then)
      then = performance.now()
    }
    return gaps.sort((a, b) => a - b)
  })
  await expect(log.getByText('1000', { exact: true })).toBeVisible()
  expect(await rows.count()).toBeLessThan(60)
  test.info().annotations.push({ type: 'frames', description: `${String(frames.length)} frames, p50 ${frames[Math.floor(frames.length / 2)]?.toFixed(1) ?? ''} ms, p95 ${frames[Math.floor(frames.length * 0.95)]?.toFixed(1) ?? ''} ms` })
  expect(frames.length).toBeGreaterThan(50)
  await page.getByRole('button', { name: 'Newest' }).click()
  await expect(log.getByText(String(999 + conversations), { exact: true })).toBeVisible()
})
