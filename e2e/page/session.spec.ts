import type { Locator } from 'playwright/test'
import { thousandLines } from '../fixtures/make-repository.ts'
import { newSession, openTerminal } from '../fixtures/new-session.ts'
import { expect, test } from '../fixtures/page-test.ts'
import { TerminalPage } from '../fixtures/terminal-page.ts'

const nothing = { containers: 0, volumes: 0, networks: 0, execs: 0 }

test('People give a repository and a branch, see each step, and get a terminal in the clone', async ({ page, git, picture }) => {
  await picture('empty')
  await page.getByRole('button', { name: 'New session' }).click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await dialog.getByLabel('Repository URL').fill(git.url)
  await expect(dialog.getByLabel('Name')).toHaveValue('sample')
  await dialog.getByLabel('Branch', { exact: true }).fill('dev')
  await dialog.getByLabel('Name').fill('日本語 work')
  await picture('dialog')
  await dialog.getByText('More', { exact: true }).click()
  await dialog.getByText('Shell', { exact: true }).click()
  await picture('dialog-more')
  git.setMode({ kind: 'hangs' })
  const asked = git.nextRequest()
  await dialog.getByRole('button', { name: 'Create' }).click()
  await asked
  const steps = page.getByRole('list', { name: 'Steps of the creation' })
  await expect(steps.getByRole('listitem')).toContainText(['Image', 'Volumes', 'Clone', 'Container', 'Terminal', 'Shell'])
  await expect(steps.locator('[aria-current=step]').filter({ hasText: 'Clone' })).toBeVisible()
  await picture('creating')
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(steps.getByRole('listitem').filter({ hasText: 'Clone' })).toContainText('Cancelled')
  git.setMode({ kind: 'ok' })
  await page.getByRole('button', { name: 'Try again' }).click()
  const terminal = await new TerminalPage(page).ready()
  await terminal.run('pwd && git branch --show-current && cat 日本語/こんにちは.txt')
  await terminal.shows('/workspace\ndev\nこんにちは、世界')
  await expect(page.getByRole('heading', { name: '日本語 work' })).toBeVisible()
  await picture('terminal')
})

test('People page through a file of a thousand lines and come back to their shell', async ({ page, git }) => {
  const terminal = await openTerminal(page, { name: 'Pager', repoUrl: git.url })
  await terminal.run('clear; echo before-the-pager')
  await terminal.shows(/^before-the-pager/)
  const height = (await terminal.rows()).length
  await terminal.run('less thousand.txt')
  await terminal.shows(/^line 0001/)
  await page.keyboard.press('Space')
  await expect.poll(async () => (await terminal.rows()).slice(0, height - 1)).toEqual(thousandLines.slice(height - 1, 2 * (height - 1)))
  await page.keyboard.press('q')
  await terminal.shows(/^before-the-pager\n.*less thousand\.txt\n.*\$$/)
})

test('A program hears of the size of its window', async ({ page, git }) => {
  const terminal = await openTerminal(page, { name: 'Sizes', repoUrl: git.url })
  const size = async (mark: string): Promise<{ rows: number; cols: number }> => {
    await terminal.run(`stty size | sed s/^/${mark}-/`)
    await terminal.shows(new RegExp(`^${mark}-\\d+ \\d+$`, 'm'))
    const [, rows, cols] = new RegExp(`^${mark}-(\\d+) (\\d+)$`, 'm').exec(await terminal.text()) ?? []
    return { rows: Number(rows), cols: Number(cols) }
  }
  const wide = await size('wide')
  expect(wide.rows).toBe((await terminal.rows()).length)
  await page.setViewportSize({ width: 1_000, height: 600 })
  await expect.poll(async () => (await terminal.rows()).length).toBeLessThan(wide.rows)
  const small = await size('small')
  expect(small.rows).toBe((await terminal.rows()).length)
  expect(small.cols).toBeLessThan(wide.cols)
})

test('A reload shows the same screen, cursor and scrollback', async ({ page, git }) => {
  const terminal = await openTerminal(page, { name: 'Reload', repoUrl: git.url })
  await terminal.run("seq 1 150; printf '\\033[1;31mred\\033[0m 日本語\\n'; printf 'half-typed '")
  await terminal.shows(/half-typed \S+\$$/)
  await page.keyboard.type('echo not yet')
  await terminal.shows(/echo not yet$/)
  const before = { pages: await terminal.scrollback(), cursor: await terminal.cursor() }
  expect(before.pages.length).toBeGreaterThan(3)
  await page.reload()
  await new TerminalPage(page).shows(/echo not yet$/)
  await terminal.box.click()
  expect({ pages: await terminal.scrollback(), cursor: await terminal.cursor() }).toEqual(before)
  await page.keyboard.press('Enter')
  await terminal.shows(/^not yet$/m)
})

test('People stop a session, start it again, and find their work', async ({ page, git }) => {
  const terminal = await openTerminal(page, { name: 'Stop and start', repoUrl: git.url })
  await terminal.run('echo precious > work.txt; echo saved-$((40+2))')
  await terminal.shows('saved-42')
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('button', { name: 'Start', exact: true }).first().click()
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
  await terminal.ready()
  await terminal.run('clear; cat work.txt')
  await terminal.shows(/^precious$/m)
})

test('Deleting a session asks first, and takes its container and volumes along', async ({ page, git, server, picture }) => {
  await openTerminal(page, { name: 'Short-lived', repoUrl: git.url })
  expect(await server.counts()).toMatchObject({ containers: 1, volumes: 2 })
  await picture('list')
  await page.getByRole('button', { name: 'More for Short-lived' }).last().click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete “Short-lived”?' })
  await expect(dialog).toContainText('A rescue of the work, its commits and stashes with it, is kept for 30 days')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('link', { name: /Short-lived/ })).toHaveCount(0)
  await expect.poll(() => server.counts()).toEqual(nothing)
})

test('People rename a session', async ({ page, git }) => {
  await openTerminal(page, { name: 'Old name', repoUrl: git.url })
  await page.getByRole('button', { name: 'More for Old name' }).last().click()
  await page.getByRole('menuitem', { name: 'Rename…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('New name')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'New name' })).toBeVisible()
  await expect(page.getByRole('link', { name: /New name/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'More for New name' }).last()).toBeFocused()
})

test('A server that was killed and started again goes on where the page was', async ({ page, git, server }) => {
  const terminal = await openTerminal(page, { name: 'Survivor', repoUrl: git.url })
  await terminal.run('clear; for i in $(seq 1 60); do echo tick-$i; sleep 0.1; done; echo counted')
  await terminal.shows('tick-5')
  await server.kill('SIGKILL')
  await expect(page.getByRole('status').filter({ hasText: /reconnecting/i }).first()).toBeVisible()
  await server.start()
  await terminal.shows('counted')
  const ticks = [...(await terminal.scrollback()).toReversed().join('\n').matchAll(/^tick-(\d+)$/gm)].map(([, tick]) => Number(tick))
  expect([...new Set(ticks)]).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  await terminal.run('echo still-$((1+1))')
  await terminal.shows('still-2')
})

test('By keyboard alone people make a session, use its terminal and leave it, and always see where they are', async ({ page, git }) => {
  const tabTo = async (wanted: Locator, key = 'Tab') => {
    for (let n = 0; n < 40 && !(await wanted.evaluate((element) => element === document.activeElement)); n++) await page.keyboard.press(key)
    await expect(wanted).toBeFocused()
    expect(await wanted.evaluate((element) => getComputedStyle(element.matches('[type=radio]') ? element.closest('label') ?? element : element).outlineStyle)).toBe('solid')
  }
  const dialog = page.getByRole('dialog')
  await page.keyboard.press('n')
  await expect(dialog.getByLabel('Repository URL')).toBeFocused()
  await page.keyboard.type(git.url)
  await tabTo(dialog.getByLabel('Name'))
  await page.keyboard.type('Keys')
  await tabTo(dialog.getByText('More', { exact: true }).locator('xpath=ancestor-or-self::*[self::summary or self::button]'))
  await page.keyboard.press('Enter')
  await tabTo(dialog.getByRole('radio', { name: /^Docker/ }))
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('radio', { name: /^This machine/ })).toBeChecked()
  await tabTo(dialog.getByRole('radio', { name: /^Claude Code the agent/ }))
  for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('radio', { name: /^Shell/ })).toBeChecked()
  await page.keyboard.press('Enter')
  const terminal = new TerminalPage(page)
  await terminal.shows(/\$ *$/m)
  await expect(page.getByRole('textbox', { name: /Terminal/ })).toBeFocused()
  await terminal.run('echo typed-$((1+1))')
  await terminal.shows(/^typed-2$/m)
  await page.keyboard.press('Control+F6')
  await expect(page.getByRole('tab')).toBeFocused()
  const more = page.locator('main header').getByRole('button', { name: 'More for Keys' })
  await tabTo(more, 'Shift+Tab')
})

test('On a phone there is no sideways scrolling, and everything is in reach', async ({ page, git, picture }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await newSession(page, { name: 'On the phone', repoUrl: git.url })
  const terminal = await new TerminalPage(page).ready()
  await terminal.run('clear; echo cols-$(stty size)')
  await terminal.shows(/cols-\d+ \d+/)
  expect(Number(/cols-\d+ (\d+)/.exec(await terminal.text())?.[1])).toBeGreaterThanOrEqual(45)
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await overflow()).toBe(0)
  await picture('phone-session')
  await expect(page.getByRole('button', { name: 'More for On the phone' }).last()).toBeInViewport()
  await page.getByRole('link', { name: 'All sessions' }).click()
  await expect(page.getByRole('link', { name: /On the phone/ })).toBeVisible()
  expect(await overflow()).toBe(0)
  await picture('phone-list')
})
