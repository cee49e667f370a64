import type { Page } from 'playwright/test'
import { openHostTerminal } from '../fixtures/host-terminal.ts'
import { expect, test } from '../fixtures/page-test.ts'
import { runningSession } from '../fixtures/sessions.ts'
import { TerminalPage } from '../fixtures/terminal-page.ts'

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

test('F06: A page that is loaded in the middle of an escape sequence or a character shows what one shows that was there all along', async ({ page, server, git, context }) => {
  const { terminal, terminalId } = await openHostTerminal(page, { server, git, name: 'Cut' })
  const cut = new TerminalPage(await context.newPage())
  await cut.page.goto(page.url())
  await terminal.run("clear; echo begun-$((1+1)); read -rsn1; printf 'one \\033[38;5;1'; read -rsn1; printf '96mcoloured\\033[0m \\346\\227'; read -rsn1; printf '\\245 \\033]8;;https://real.exa'; read -rsn1; printf 'mple/\\007link\\033]8;;\\007 done-%s\\n' 2")
  await terminal.shows(/^begun-2$/m)
  const key = () => server.client.terminals.write.mutate({ terminalId, data: 'k' })
  for (const shown of [/one$/m, /one coloured$/m, /one coloured 日$/m]) {
    await key()
    await terminal.shows(shown)
    await cut.page.reload()
    await cut.shows(/^begun-2$/m)
  }
  await key()
  for (const one of [terminal, cut]) await one.shows(/one coloured 日 link done-2$/m)
  const drawn = ({ box }: TerminalPage) => box.locator('.xterm-rows > div').filter({ hasText: 'coloured' }).innerHTML()
  expect(await drawn(cut)).toBe(await drawn(terminal))
  await cut.page.close()
})

test('Pictures that a program draws are left out whole: no junk on the screen, no picture, and no answer', async ({ page, server, git }) => {
  const { terminal } = await openHostTerminal(page, { server, git, name: 'Pictures' })
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const pictures = [
    '\\033P0;1;0q"1;1;6;6#0;2;100;0;0#0~~~~~~-\\033\\\\',
    `\\033]1337;File=inline=1;width=10;height=4:${pixel}\\007`,
    `\\033_Gf=100,a=T,c=10,r=4;${pixel}\\033\\\\`,
    '\\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\\033\\\\',
  ]
  await terminal.run(`clear; for p in ${pictures.map((picture) => `'${picture}'`).join(' ')}; do printf "<$p>\\n"; done; echo all-$((2+2)); read -rsn1 key; printf 'first-%s-\\n' "$key"`)
  await terminal.shows(/^all-4$/m)
  // An answer would be before it.
  await page.keyboard.press('x')
  await terminal.shows(/^first-x-$/m)
  expect((await terminal.text()).split('\n').slice(0, 6)).toEqual(['<>', '<>', '<>', '<>', 'all-4', 'first-x-'])
  await expect(terminal.box.locator('img, canvas')).toHaveCount(0)
})

test('Where the graphics card is lost the terminal goes on as text', async ({ page, server, git }) => {
  // The browser under test has none: its software passes for one.
  await page.addInitScript(() => {
    const getContext = Reflect.get<HTMLCanvasElement, 'getContext'>(HTMLCanvasElement.prototype, 'getContext')
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, options?: object) {
      return getContext.call(this, kind, { ...options, failIfMajorPerformanceCaveat: false })
    } as typeof getContext
    const parameter = Reflect.get<WebGL2RenderingContext, 'getParameter'>(WebGL2RenderingContext.prototype, 'getParameter')
    const unmaskedRenderer = 0x9246
    WebGL2RenderingContext.prototype.getParameter = function (name) { return name === unmaskedRenderer ? 'A card' : parameter.call(this, name) as unknown }
  })
  const { client } = server
  const { id } = await runningSession(client, 'HOST', { name: 'Graphics', repoUrl: git.url })
  await page.goto(new URL(`/sessions/${id}`, page.url()).href)
  const terminal = new TerminalPage(page)
  const canvas = terminal.box.locator('canvas')
  await expect(canvas).not.toHaveCount(0)
  await terminal.box.click()
  await terminal.run('clear; echo before-$((3+3))')
  const [agent] = await client.terminals.list.query({ sessionId: id })
  await expect.poll(async () => (await client.terminals.screen.query({ terminalId: agent?.id ?? '' })).lines.join('\n')).toMatch(/^before-6$/m)
  await canvas.evaluateAll((all) => {
    for (const element of all) if (element instanceof HTMLCanvasElement) element.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext()
  })
  await expect(canvas).toHaveCount(0)
  await terminal.shows(/^before-6$/m)
  await terminal.run('echo after-$((4+4))')
  await terminal.shows(/^after-8$/m)
})
