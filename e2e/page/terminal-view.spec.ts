import type { Page } from 'playwright/test'
import { openHostTerminal } from '../fixtures/host-terminal.ts'
import { expect, test } from '../fixtures/page-test.ts'

const ground = (page: Page) => page.locator('.xterm-scrollable-element').evaluate((element) => getComputedStyle(element).backgroundColor)

test('People set how terminals look, see it at once, and find it again', async ({ page, server, git, context, picture }) => {
  const { terminal } = await openHostTerminal(page, { server, git, name: 'View' })
  const columns = async (mark: string): Promise<number> => {
    await terminal.run(`clear; stty size | sed s/^/${mark}-/`)
    await terminal.shows(new RegExp(`^${mark}-\\d+ \\d+$`, 'm'))
    return Number(new RegExp(`^${mark}-\\d+ (\\d+)$`, 'm').exec(await terminal.text())?.[1])
  }
  const before = await columns('before')
  await page.getByRole('button', { name: 'Terminal view' }).click()
  const dialog = page.getByRole('dialog', { name: 'Terminal view' })
  await dialog.getByLabel('Theme').selectOption('Dracula')
  await expect.poll(() => ground(page)).toBe('rgb(40, 42, 54)')
  await dialog.getByLabel('Size').selectOption('20 px')
  await dialog.getByLabel('Copy on select').check()
  await dialog.getByLabel('Screen reader').check()
  await expect(page.locator('.xterm-accessibility')).toHaveCount(1)
  await picture('view-settings')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await terminal.box.click()
  await expect.poll(() => columns('after')).toBeLessThan(before * 0.75)
  await picture('theme')
  // Another page of this browser has them at once, and so has this one after a reload.
  const other = await context.newPage()
  await other.goto(page.url())
  await expect.poll(() => ground(other)).toBe('rgb(40, 42, 54)')
  await page.reload()
  await expect.poll(() => ground(page)).toBe('rgb(40, 42, 54)')
  await other.getByRole('button', { name: 'Terminal view' }).click()
  await other.getByRole('dialog').getByLabel('Theme').selectOption('Nord')
  await expect.poll(() => ground(page)).toBe('rgb(46, 52, 64)')
  await other.close()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await terminal.box.click()
  await terminal.run('clear; echo selected-$((3+4))')
  await terminal.shows(/^selected-7$/m)
  const row = await terminal.box.locator('.xterm-rows > div').filter({ hasText: /^selected-7/ }).boundingBox()
  await page.mouse.dblclick((row?.x ?? 0) + 20, (row?.y ?? 0) + 8)
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('selected-7')
})

test('A44: A link shows where it really leads, also after a reload, and none leads off the web', async ({ page, server, git }) => {
  const { terminal } = await openHostTerminal(page, { server, git, name: 'Links' })
  await terminal.run("clear; PS1='> '; printf '\\033]8;;https://real.example/?q=1\\033\\\\https://bank.example\\033]8;;\\033\\\\ and \\033]8;;javascript:alert(1)\\033\\\\script\\033]8;;\\033\\\\ done\\n'")
  await terminal.shows(/^https:\/\/bank\.example and script done$/m)
  const at = async (column: number) => {
    const row = await terminal.box.locator('.xterm-rows > div').filter({ hasText: /^https:\/\/bank\.example/ }).boundingBox()
    const cell = await terminal.box.locator('.xterm-screen').evaluate((screen) => screen.clientWidth)
    const cols = Number(await page.evaluate(() => document.querySelector('.xterm-rows > div')?.textContent.length)) || 80
    if (!row) throw new Error('The link is not shown.')
    return { x: row.x + (column + 0.5) * Math.min(cell / cols, 7.8), y: row.y + row.height / 2 }
  }
  const opens = async () => {
    const { x, y } = await at(4)
    await page.mouse.move(x - 1, y)
    await page.mouse.move(x, y)
    await expect(terminal.box).toHaveAttribute('title', 'https://real.example/?q=1')
    await page.mouse.click(x, y)
    const question = page.getByRole('dialog', { name: 'Open this link?' })
    await expect(question).toContainText('https://real.example/?q=1')
    await question.getByRole('button', { name: 'Cancel' }).click()
  }
  await opens()
  await page.reload()
  await terminal.shows(/^https:\/\/bank\.example and script done$/m)
  await opens()
  const { x, y } = await at(27)
  await page.mouse.move(x - 1, y)
  await page.mouse.click(x, y)
  await terminal.settled()
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
