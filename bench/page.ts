import { chromium, type Page } from 'playwright/test'
import { ensureChromium } from '../scripts/provision/chromium.mjs'
import type { TestServer } from '../e2e/fixtures/test-server.ts'
import { TerminalPage } from '../e2e/fixtures/terminal-page.ts'
import { openPlace } from './place.ts'
import { alone, percentile, type Row } from './row.ts'
import { startBenchServer } from './server.ts'

const megabytes = 100
const keyEveryMs = 120
const looks = 100
/** The browser does not tell of events that were on the screen sooner. */
const shortestMs = 16

/** A tab that shows `cat` of 100 MB: from a key to the next frame as the browser itself measures it, and what the tab ends on. */
export async function page(): Promise<Row[]> {
  await using server = await startBenchServer()
  await using place = await openPlace(server.client, 'HOST')
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  try {
    const tab = await browser.newPage()
    await tab.goto(await server.signInUrl())
    await tab.getByRole('navigation', { name: 'Sessions' }).waitFor()
    await tab.goto(new URL(`/sessions/${place.sessionId}`, tab.url()).href)
    const terminal = new TerminalPage(tab)
    await terminal.shows(/[$#]$/)
    await terminal.box.click()
    const file = await place.put(Buffer.from(Array.from({ length: megabytes * 10_000 }, (_, line) => `${String(line).padStart(8, '0')} ${'abcdefghij '.repeat(8).slice(0, 90)}\n`).join('')))
    const { times, seconds } = await keysDuring(tab, () => terminal.run(`clear; stty -echo; cat ${file}; stty echo; echo shown-$((40+2))`), () => shows(terminal, 'shown-42'))
    const wrong = (await differs(server, place.terminalId, terminal)) ? 1 : 0
    process.stderr.write(`page: ${String(times.length)} keys in ${seconds.toFixed(1)} s, p50 ${String(percentile(times, 0.5))} ms\n`)
    return [
      alone({ id: 'page', what: `cat of ${String(megabytes)} MB in a tab: key to frame, p95`, unit: 'ms', ours: percentile(times, 0.95), target: 100 }),
      alone({ id: 'page end', what: 'the same: final screens that are not exact', unit: 'screens', ours: wrong, target: 0 }),
    ]
  } finally {
    await browser.close()
  }
}

/** Presses a key again and again until `until` holds; how long each took to a frame, in ms. */
async function keysDuring(tab: Page, start: () => Promise<void>, until: () => Promise<boolean>): Promise<{ times: number[]; seconds: number }> {
  await tab.evaluate((durationThreshold) => {
    const slow: number[] = []
    Object.assign(globalThis, { slow })
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown') slow.push(duration)
    }).observe({ type: 'event', durationThreshold } as PerformanceObserverInit)
  }, shortestMs)
  await start()
  const begun = performance.now()
  // What the command itself was typed with does not count.
  await tab.evaluate(() => { (globalThis as unknown as { slow: number[] }).slow.length = 0 })
  let pressed = 0
  while (!(await until())) {
    await tab.keyboard.press('a')
    pressed += 1
    await tab.waitForTimeout(keyEveryMs)
  }
  const seconds = (performance.now() - begun) / 1000
  const slow = await tab.evaluate(() => (globalThis as unknown as { slow: number[] }).slow)
  const quick = Array.from({ length: Math.max(0, pressed - slow.length) }, () => shortestMs)
  return { times: [...slow, ...quick], seconds }
}

async function shows(terminal: TerminalPage, text: string): Promise<boolean> {
  return (await terminal.text()).includes(text)
}

/** Whether the tab does not come to show what the supervisor's emulator has. */
async function differs(server: TestServer, terminalId: string, terminal: TerminalPage): Promise<boolean> {
  for (let look = 0; look < looks; look++) {
    const { lines } = await server.client.terminals.screen.query({ terminalId })
    if (JSON.stringify(await terminal.rows()) === JSON.stringify(lines.map((line) => line.trimEnd()))) return false
    await terminal.settled()
  }
  return true
}
