import { chromium, type Page } from 'playwright/test'
import { openHostTerminal } from '../fixtures/host-terminal.ts'
import { expect, test } from '../fixtures/page-test.ts'
import { TerminalPage } from '../fixtures/terminal-page.ts'

const badge = (page: Page, text: string | RegExp) => page.getByRole('tabpanel').getByText(text)

/** As the browser tells a page that it is, or is no more, in the background. */
function setVisible(page: Page, visible: boolean): Promise<void> {
  return page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, visible ? 'visible' : 'hidden')
}

test('F27: Of two windows who typed last drives, the other watches the whole end of it, and may take over', async ({ page, server, git, context, picture }) => {
  const { terminal } = await openHostTerminal(page, { server, git, name: 'Two windows' })
  await terminal.run("trap 'echo changed-$((++n))' WINCH; clear; echo begun")
  await terminal.shows(/^begun$/m)
  const rows = (await terminal.rows()).length
  const other = await context.newPage()
  await other.setViewportSize({ width: 800, height: 480 })
  await other.goto(page.url())
  const watcher = new TerminalPage(other)
  await expect(badge(other, /watching/)).toBeVisible()
  await expect(badge(page, 'driving; another window watches')).toBeVisible()
  expect((await watcher.rows()).length).toBe(rows)
  await terminal.run('seq 1 100; echo the-end')
  await watcher.shows(/^the-end$/m)
  await expect(watcher.box.locator('.xterm-rows > div').filter({ hasText: /^the-end/ })).toBeInViewport()
  await other.screenshot({ path: test.info().outputPath('watching.png') })
  await picture('driving')
  await other.getByRole('button', { name: 'Take over' }).click()
  await expect(badge(page, /watching/)).toBeVisible()
  await expect(badge(other, 'driving; another window watches')).toBeVisible()
  await expect.poll(async () => (await watcher.rows()).length).toBeLessThan(rows)
  await other.keyboard.press('Enter')
  await watcher.shows(/changed-1/)
  await page.keyboard.press('Enter')
  await terminal.shows(/changed-2/)
  expect(await terminal.text()).not.toContain('changed-3')
  await expect.poll(async () => (await terminal.rows()).length).toBe(rows)
  await other.close()
  await expect(badge(page, /driving|watching/)).toHaveCount(0)
})

test('F04: A browser that is stopped delays nobody, and shows the last screen when it goes on', async ({ page, server, git, launchOptions }) => {
  const { terminal } = await openHostTerminal(page, { server, git, name: 'Stopped browser' })
  const stalled = await chromium.launch(launchOptions)
  try {
    const other = await stalled.newPage()
    await other.goto(await server.signInUrl())
    await other.getByRole('navigation', { name: 'Sessions' }).waitFor()
    await other.goto(page.url())
    const watcher = await new TerminalPage(other).ready()
    const cdp = await stalled.newBrowserCDPSession()
    const { processInfo } = await cdp.send('SystemInfo.getProcessInfo')
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
    expect(renderers.length).toBeGreaterThan(0)
    const signal = (name: NodeJS.Signals) => { for (const pid of renderers) process.kill(pid, name) }
    signal('SIGSTOP')
    try {
      await terminal.run("clear; seq 1 1000000; echo flood-$((1+1))")
      await terminal.shows(/^flood-2$/m)
      const typedAt = performance.now()
      await terminal.run('echo still-$((1+2))')
      await terminal.shows(/^still-3$/m)
      expect(performance.now() - typedAt).toBeLessThan(5_000)
    } finally {
      signal('SIGCONT')
    }
    await watcher.shows(/999999\n1000000\nflood-2\n.*still-\S+\nstill-3\n/)
    expect(await watcher.text()).toBe(await terminal.text())
  } finally {
    await stalled.close()
  }
})

test('A page in the background takes nothing, and is exact when it is looked at again', async ({ page, server, git }) => {
  const { terminal, terminalId } = await openHostTerminal(page, { server, git, name: 'Background' })
  let received = 0
  const counting = page.waitForEvent('websocket')
  await page.reload()
  const socket = await counting
  socket.on('framereceived', ({ payload }) => { received += payload.length })
  await terminal.ready()
  const last = async () => (await server.client.terminals.list.query({ sessionId: terminalId.split('.')[0] ?? '' }))[0]
  await expect.poll(async () => (await last())?.viewers).toBe(1)
  await setVisible(page, false)
  await expect.poll(async () => (await last())?.viewers).toBe(0)
  const before = received
  await server.client.terminals.write.mutate({ terminalId, data: 'clear; seq 1 200000; echo away-$((3*3))\r' })
  await expect.poll(async () => (await server.client.terminals.screen.query({ terminalId })).lines.join('\n')).toContain('\naway-9\n')
  expect(received - before).toBeLessThan(200_000)
  await setVisible(page, true)
  await terminal.shows(/199999\n200000\naway-9\n/)
  const { lines } = await server.client.terminals.screen.query({ terminalId })
  expect(await terminal.rows()).toEqual(lines.map((line) => line.trimEnd()))
})

test('A stopped session shows its last screen, says how it ended, and wakes with a key', async ({ page, server, git, picture }) => {
  const { terminal, sessionId } = await openHostTerminal(page, { server, git, name: 'Asleep' })
  await terminal.run('clear; echo last-words; exit 3')
  await expect(page.getByRole('status').filter({ hasText: 'exited with code 3' })).toBeVisible()
  await page.getByRole('button', { name: 'Restart' }).click()
  await expect.poll(() => terminal.text()).toMatch(/last-words[\s\S]*\$$/)
  await terminal.run('echo before-the-stop')
  await terminal.shows(/^before-the-stop$/m)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByText('Press a key in the terminal to wake it.')).toBeVisible()
  await page.reload()
  await terminal.shows(/^before-the-stop$/m)
  await expect(page.getByText('Press a key in the terminal to wake it.')).toBeVisible()
  await picture('asleep')
  expect(await server.client.sessions.get.query({ id: sessionId })).toMatchObject({ status: 'stopped' })
  await terminal.box.click()
  await page.keyboard.press('x')
  await expect.poll(async () => (await server.client.sessions.get.query({ id: sessionId })).status).toBe('running')
  await terminal.ready()
  await terminal.run('echo awake-$((5+5))')
  await terminal.shows(/^awake-10$/m)
})
