import { createHash } from 'node:crypto'
import type { CDPSession, Page } from 'playwright/test'
import { openHostTerminal } from '../fixtures/host-terminal.ts'
import { expect, test } from '../fixtures/page-test.ts'
import { typedBytes } from '../fixtures/typed-bytes.ts'

/** Pastes text as the browser does when a person pastes, however long it is. */
async function pasteText(page: Page, make: { text: string; times?: number }): Promise<void> {
  await page.locator('.xterm-helper-textarea').evaluate((textarea, { text, times = 1 }) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text.repeat(times))
    textarea.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, make)
}

/** A composition as an input method makes it: what is shown meanwhile, then what it becomes. */
async function compose(cdp: CDPSession, shown: readonly string[], text: string): Promise<void> {
  for (const part of shown) {
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', windowsVirtualKeyCode: 229 })
    await cdp.send('Input.imeSetComposition', { text: part, selectionStart: part.length, selectionEnd: part.length })
  }
  await cdp.send('Input.insertText', { text })
  // The terminal reads what was composed at its next turn, which comes before a person's next key.
  await cdp.send('Runtime.evaluate', { expression: 'new Promise((resolve) => setTimeout(resolve))', awaitPromise: true })
}

test('A49: Every Ctrl pair reaches the program', async ({ page, server, git }) => {
  const opened = await openHostTerminal(page, { server, git, name: 'Ctrl' })
  const keys = [...Array.from('abcdefghijklmnopqrstuvwxyz'), '[', '\\', ']', 'Space']
  const came = await typedBytes(opened, {
    server, count: keys.length,
    type: async () => { for (const key of keys) await page.keyboard.press(`Control+${key}`) },
  })
  expect([...came]).toEqual([...Array.from({ length: 26 }, (_, index) => index + 1), 0x1b, 0x1c, 0x1d, 0])
})

test('Japanese, dead keys and AltGr arrive as they were composed, once', async ({ page, server, git }) => {
  const opened = await openHostTerminal(page, { server, git, name: 'Composition' })
  const cdp = await page.context().newCDPSession(page)
  const key = (type: 'rawKeyDown' | 'keyDown' | 'keyUp', [name, code, windowsVirtualKeyCode]: readonly [string, string, number]) =>
    cdp.send('Input.dispatchKeyEvent', { type, key: name, code, windowsVirtualKeyCode, ...(type === 'keyDown' ? { text: name } : {}) })
  const cases: Record<string, () => Promise<unknown>> = {
    日本語x東京: async () => {
      await compose(cdp, ['に', 'にほ', 'にほんご', '日本語'], '日本語')
      await page.keyboard.press('x')
      await compose(cdp, ['とうきょう', '東京'], '東京')
    },
    // A dead key that the input method composes, and one that the keyboard does.
    'é!': async () => {
      await compose(cdp, ['´'], 'é')
      await page.keyboard.press('!')
    },
    'ñ.': async () => {
      await key('rawKeyDown', ['Dead', 'BracketRight', 221])
      await key('keyUp', ['Dead', 'BracketRight', 221])
      await key('keyDown', ['ñ', 'KeyN', 78])
      await key('keyUp', ['ñ', 'KeyN', 78])
      await page.keyboard.press('.')
    },
    '@€': async () => {
      for (const typed of [['@', 'KeyQ', 81], ['€', 'KeyE', 69]] as const) {
        await key('rawKeyDown', ['AltGraph', 'AltRight', 225])
        await key('keyDown', typed)
        await key('keyUp', typed)
        await key('keyUp', ['AltGraph', 'AltRight', 225])
      }
    },
  }
  for (const [wanted, type] of Object.entries(cases)) {
    expect((await typedBytes(opened, { server, count: Buffer.byteLength(wanted), type })).toString()).toBe(wanted)
  }
})

test('F10: A paste of 10 MB arrives intact', async ({ page, server, git }) => {
  const opened = await openHostTerminal(page, { server, git, name: 'Ten megabytes' })
  const line = '0123456789 äöü 日本語 🎉\n'
  const times = Math.ceil((10 * 1024 * 1024) / Buffer.byteLength(line))
  const wanted = Buffer.from(`\u001b[200~${line.replace('\n', '\r').repeat(times)}\u001b[201~`)
  const came = await typedBytes(opened, { server, count: wanted.length, bracketed: true, type: () => pasteText(page, { text: line, times }) })
  const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
  expect([came.length, hash(came)]).toEqual([wanted.length, hash(wanted)])
})

test('A47: A paste cannot end its brackets, and asks once before a shell runs its lines', async ({ page, server, git }) => {
  const opened = await openHostTerminal(page, { server, git, name: 'Pastes' })
  const bracketed = '\u001b[200~safe rm -rf /\u001b[201~'
  const came = await typedBytes(opened, { server, count: bracketed.length, bracketed: true, type: () => pasteText(page, { text: 'safe\u001b[201~ rm -rf /' }) })
  expect(came.toString()).toBe(bracketed)
  const lines = 'one\rtwo\rthree'
  const question = page.getByRole('dialog', { name: 'Paste 3 lines?' })
  const plain = await typedBytes(opened, {
    server, count: lines.length,
    type: async () => {
      await pasteText(page, { text: 'one\ntwo\nthree' })
      await question.getByRole('button', { name: 'Cancel' }).click()
      await pasteText(page, { text: 'one\ntwo\nthree' })
      await question.getByRole('button', { name: 'Paste' }).click()
      await expect(question).toHaveCount(0)
    },
  })
  expect(plain.toString()).toBe(lines)
})

test('People copy and paste by keyboard and by the right button', async ({ page, server, git, context, picture }) => {
  const { terminal } = await openHostTerminal(page, { server, git, name: 'Clipboard' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  await terminal.run("clear; printf '\\033[?2004l'; echo copied-$((6*7))")
  await terminal.shows(/^copied-42$/m)
  const word = async () => {
    const row = terminal.box.locator('.xterm-rows > div').filter({ hasText: /^copied-42/ })
    const place = await row.boundingBox()
    if (!place) throw new Error('The row is not shown.')
    return { x: place.x + 20, y: place.y + place.height / 2 }
  }
  const { x, y } = await word()
  await page.mouse.dblclick(x, y)
  await page.keyboard.press('Control+Shift+C')
  await expect.poll(clipboard).toBe('copied-42')
  await page.evaluate(() => navigator.clipboard.writeText('echo pasted-$((1+1))'))
  await page.keyboard.press('Control+Shift+V')
  await page.keyboard.press('Enter')
  await terminal.shows(/^pasted-2$/m)
  await page.mouse.dblclick(x, y)
  await page.mouse.click(x, y, { button: 'right' })
  await picture('terminal-menu')
  await page.getByRole('menuitem', { name: 'Copy' }).click()
  await expect.poll(clipboard).toBe('copied-42')
  await page.evaluate(() => navigator.clipboard.writeText('echo again-$((2+2))'))
  await page.mouse.click(x, y, { button: 'right' })
  await page.getByRole('menuitem', { name: 'Paste' }).click()
  await page.keyboard.press('Enter')
  await terminal.shows(/^again-4$/m)
  // A program that has the mouse gets the right button.
  await terminal.run("printf '\\033[?1000h'; echo mouse-$((1+0))")
  await terminal.shows(/^mouse-1$/m)
  await page.mouse.click(x, y, { button: 'right' })
  await terminal.settled()
  await expect(page.getByRole('menu')).toHaveCount(0)
})

test('A43: A program that writes to the clipboard asks first, and one that reads it is never answered', async ({ page, server, git, context }) => {
  const { terminal } = await openHostTerminal(page, { server, git, name: 'Wishes' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  await page.evaluate(() => navigator.clipboard.writeText('mine'))
  const question = page.getByRole('dialog', { name: 'Let this terminal write to your clipboard?' })
  const write = (text: string) => terminal.run(`clear; printf '\\033]52;c;${Buffer.from(text).toString('base64')}\\007'`)
  await write('theirs')
  await expect(question).toContainText('wants to copy: theirs')
  await question.getByRole('button', { name: 'Cancel' }).click()
  expect(await clipboard()).toBe('mine')
  await write('allowed')
  await question.getByRole('button', { name: 'Allow in this terminal' }).click()
  await expect.poll(clipboard).toBe('allowed')
  await write('again')
  await expect.poll(clipboard).toBe('again')
  await expect(question).toHaveCount(0)
  await terminal.run("clear; printf '\\033]52;c;?\\007asked-%s\\n' 5; read -rsn1 key; printf 'first-%s-\\n' \"$key\"")
  await terminal.shows(/^asked-5$/m)
  // An answer would be before it.
  await page.keyboard.press('x')
  await terminal.shows(/^first-x-$/m)
})

test('The middle button pastes what was selected last, and asks about several lines as any paste does', async ({ page, server, git }) => {
  const { terminal } = await openHostTerminal(page, { server, git, name: 'Middle' })
  await terminal.run("clear; echo picked-$((6*7)); echo second-$((1+1)); cat")
  await terminal.shows(/^second-2$/m)
  const row = await terminal.box.locator('.xterm-rows > div').filter({ hasText: /^picked-42/ }).boundingBox()
  if (!row) throw new Error('The row is not shown.')
  const { x, y, height } = row
  await page.mouse.dblclick(x + 20, y + height / 2)
  await page.mouse.click(x + 300, y + 100, { button: 'middle' })
  await terminal.shows(/^picked-42\nsecond-2\npicked-42$/)
  await page.mouse.move(x + 2, y + 4)
  await page.mouse.down()
  await page.mouse.move(x + 60, y + height * 1.5, { steps: 4 })
  await page.mouse.up()
  await page.mouse.click(x + 300, y + 100, { button: 'middle' })
  await expect(page.getByRole('dialog', { name: 'Paste 2 lines?' })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
})
