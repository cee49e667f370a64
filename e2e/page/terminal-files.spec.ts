import { readFileSync } from 'node:fs'
import type { Page } from 'playwright/test'
import { openHostTerminal } from '../fixtures/host-terminal.ts'
import { expect, test } from '../fixtures/page-test.ts'

type Given = { name: string; type: string; text: string; times?: number }

/** Holds files over the terminal as a file manager does, and lets them go there. */
async function drag(page: Page, kinds: readonly string[], files: readonly Given[]): Promise<void> {
  await page.locator('.xterm-screen').evaluate((screen, given) => {
    const dataTransfer = new DataTransfer()
    for (const { name, type, text, times = 1 } of given.files) dataTransfer.items.add(new File([text.repeat(times)], name, { type }))
    for (const kind of given.kinds) screen.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }))
  }, { kinds, files })
}

test('People drop files onto a terminal: they are in the session, and where they are is typed', async ({ page, server, git, picture }) => {
  const { terminal, sessionId } = await openHostTerminal(page, { server, git, name: 'Drops' })
  await terminal.run("clear; PS1='> '")
  const line = '0123456789 äöü 日本語 🎉\n'
  const files = [{ name: 'Screenshot 1 (2).png', type: 'image/png', text: 'a picture' }, { name: 'large.log', type: 'text/plain', text: line, times: 60_000 }]
  await drag(page, ['dragover'], files)
  await expect(page.getByText('Drop to give it to this session')).toBeVisible()
  await picture('drop')
  await terminal.page.keyboard.type('cat ')
  await drag(page, ['dragover', 'drop'], files)
  await expect(page.getByText('Drop to give it to this session')).toHaveCount(0)
  const typed = async () => (await terminal.rows()).join('')
  await expect.poll(typed).toMatch(/uploads\/[0-9a-f]+\/large\.log$/)
  const [first = '', second = ''] = (await typed()).match(/\/\S+?\/uploads\/[0-9a-f]+\/(?:Screenshot-1-2\.png|large\.log)/g) ?? []
  expect(readFileSync(first, 'utf8')).toBe('a picture')
  expect(readFileSync(second, 'utf8')).toBe(line.repeat(60_000))
  // The clone is as clean as it was.
  expect(await server.client.sessions.diff.query({ id: sessionId })).toMatchObject({ files: [] })
  await drag(page, ['dragover', 'drop'], [{ name: 'film.mp4', type: 'video/mp4', text: '0'.repeat(1024), times: 33 * 1024 }])
  await expect(page.getByText('“film.mp4” is larger than 32 MB')).toBeVisible()
  // Beside the terminal a file takes nobody away from the page.
  const prevented = await page.locator('main header').evaluate((header) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['x'], 'x.txt'))
    return !header.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })
  expect(prevented).toBe(true)
})

test('People paste a picture, and where nothing can be pasted it is said', async ({ page, server, git, context }) => {
  const { terminal } = await openHostTerminal(page, { server, git, name: 'Pictures' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await terminal.run("clear; PS1='> '")
  await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 8
    canvas.getContext('2d')?.fillRect(0, 0, 8, 8)
    const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/png') })
    if (blob) await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
  })
  await page.keyboard.press('Control+Shift+V')
  const typed = async () => (await terminal.rows()).join('')
  await expect.poll(typed).toMatch(/uploads\/[0-9a-f]+\/image\.png/)
  const path = /\/\S+image\.png/.exec(await typed())?.[0] ?? ''
  expect(readFileSync(path).subarray(1, 4).toString()).toBe('PNG')
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await page.keyboard.press('Control+Shift+V')
  await expect(page.getByText('The clipboard holds neither text nor a picture.')).toBeVisible()
})

test('People look back while more is printed, find what they look for, and open a link without a mouse', async ({ page, server, git, context, picture }) => {
  const { terminal } = await openHostTerminal(page, { server, git, name: 'Looks back' })
  await terminal.run("clear; PS1='> '; seq -f 'Line %g' 1 200; echo see https://docs.example/a?b=1.")
  await terminal.shows(/^see https/m)
  for (let press = 0; press < 3; press++) await page.keyboard.press('Shift+PageUp')
  const end = page.getByRole('button', { name: 'To the end' })
  await expect(end).toBeVisible()
  const before = await terminal.text()
  const [agent] = await server.client.terminals.list.query({ sessionId: page.url().split('/').at(-1) ?? '' })
  await server.client.terminals.write.mutate({ terminalId: agent?.id ?? '', data: 'echo more-$((1+1))\r' })
  await expect(page.getByRole('button', { name: 'New output' })).toBeVisible()
  await picture('new-output')
  expect(await terminal.text()).toBe(before)
  await page.getByRole('button', { name: 'New output' }).click()
  await terminal.shows(/^more-2$/m)
  await expect(page.getByRole('button', { name: /To the end|New output/ })).toHaveCount(0)

  await page.keyboard.press('Control+Shift+F')
  const search = page.getByRole('search')
  const box = search.getByLabel('Find in the terminal')
  await box.fill('line 1')
  await expect(search.getByRole('status')).toHaveText(/of 111$/)
  await box.press('Alt+c')
  await expect(search.getByRole('status')).toHaveText('none')
  await box.fill('Line 1')
  await box.press('Alt+w')
  await expect(search.getByRole('status')).toHaveText('1 of 1')
  await search.getByRole('button', { name: 'Whole words' }).click()
  await search.getByRole('button', { name: 'Regular expression' }).click()
  await box.fill('Line [12]00$')
  await expect(search.getByRole('status')).toHaveText(/of 2$/)
  await box.fill('Line [')
  await expect(search.getByRole('status')).toHaveText('no pattern')
  await picture('find')
  await box.press('Escape')

  await page.keyboard.press('Control+Shift+O')
  const links = page.getByRole('dialog', { name: 'Links in this terminal' })
  await expect(links.getByRole('link')).toHaveText('https://docs.example/a?b=1')
  await context.route('https://docs.example/**', (route) => route.fulfill({ body: 'the docs' }))
  const [opened] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')])
  await expect(opened).toHaveURL('https://docs.example/a?b=1')
  await expect(links).toHaveCount(0)
})
