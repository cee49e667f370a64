import { openHostTerminal } from '../fixtures/host-terminal.ts'
import { expect, test } from '../fixtures/page-test.ts'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

test('On a phone a terminal has its columns, the keys that a phone lacks, and scrolls by finger', async ({ page, server, git, picture }) => {
  const { terminal, sessionId } = await openHostTerminal(page, { server, git, name: 'Phone' })
  await terminal.run('clear; echo size-$(stty size)')
  await terminal.shows(/^size-\d+ \d+$/m)
  expect(Number(/^size-\d+ (\d+)$/m.exec(await terminal.text())?.[1])).toBeGreaterThanOrEqual(45)
  const keys = page.getByRole('toolbar', { name: 'Keys' })
  await expect(keys.getByRole('button', { name: 'Control C' })).toBeInViewport({ ratio: 1 })
  await terminal.run('cat; echo ended-$((1+1))')
  await keys.getByRole('button', { name: 'Control', exact: true }).tap()
  await page.keyboard.type('d')
  await terminal.shows(/^ended-2$/m)
  await terminal.run('sleep 300')
  await keys.getByRole('button', { name: 'Control C' }).tap()
  await terminal.shows(/\^C/)
  await terminal.run('clear; seq 1 200; echo bottom-$((3+3))')
  await terminal.shows(/^bottom-6$/m)
  await keys.getByRole('button', { name: 'Up' }).tap()
  await terminal.shows(/\$ clear; seq 1 200/)
  const cdp = await page.context().newCDPSession(page)
  const drag = async (from: number, to: number) => {
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 195, y: from }] })
    for (let step = 1; step <= 10; step++) await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: 195, y: from + ((to - from) * step) / 10 }] })
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  }
  await drag(300, 600)
  await expect.poll(() => terminal.text()).not.toContain('bottom-6')
  await drag(600, 250)
  await terminal.shows(/^bottom-6$/m)
  await picture('phone-terminal')
  // The last of them comes with the sweeper's first look.
  for (const name of ['Escape', 'Terminal view', 'keep']) {
    const box = await page.getByRole('button', { name, exact: true }).boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), `${name} is large enough for a finger`).toBeGreaterThanOrEqual(44)
  }
  await server.client.sessions.update.mutate({ id: sessionId, name: 'Rename the billing service and everything that it touches' })
  await page.goto(new URL(`/sessions/${sessionId}/changes`, page.url()).href)
  await expect(page.getByRole('heading', { name: /^Changes of Rename/ })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
})

test('A soft keyboard covers neither the last line nor the keys above it', async ({ page, server, git }) => {
  await openHostTerminal(page, { server, git, name: 'Keyboard' })
  const keyboard = (height: number) => page.evaluate((left) => {
    Object.defineProperty(visualViewport, 'height', { value: left, configurable: true })
    visualViewport?.dispatchEvent(new Event('resize'))
  }, height)
  const bottom = () => page.getByRole('toolbar', { name: 'Keys' }).evaluate((bar) => Math.round(bar.getBoundingClientRect().bottom))
  const before = await bottom()
  await keyboard(460)
  await expect.poll(bottom).toBeLessThanOrEqual(460)
  await expect.poll(() => page.locator('.xterm-rows > div').count()).toBeLessThan(30)
  await keyboard(844)
  await expect.poll(bottom).toBe(before)
})
