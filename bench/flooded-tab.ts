import { chromium, type Page } from 'playwright/test'
import { ensureChromium } from '../scripts/provision/chromium.mjs'
import type { TestServer } from '../e2e/fixtures/test-server.ts'
import { TerminalPage } from '../e2e/fixtures/terminal-page.ts'
import { openPlace } from './place.ts'

const fileLines = 1_000_000
/** 10^6 bytes of the file. */
export const fileMegabytes = 100
const keyEveryMs = 120
const looks = 100
/** The browser does not tell of events that were on the screen sooner. */
const shortestMs = 16

export type FloodedTab = {
  /** From each key to the next frame, ms, as the browser itself measures it. */
  times: number[]
  seconds: number
  /** The tab came to show what the supervisor's emulator has. */
  exact: boolean
}

/** A tab that shows `cat` of a file of 100 MB, so many times without a pause, while somebody types in it. */
export async function floodTab(server: TestServer, cats: number): Promise<FloodedTab> {
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
    const file = await place.put(Buffer.from(Array.from({ length: fileLines }, (_, line) => `${String(line).padStart(8, '0')} ${'abcdefghij '.repeat(8).slice(0, 90)}\n`).join('')))
    const { times, seconds } = await keysDuring(tab, () => terminal.run(`clear; stty -echo; for i in $(seq ${String(cats)}); do cat ${file}; done; stty echo; echo shown-$((40+2))`), () => shows(terminal, 'shown-42'))
    return { times, seconds, exact: await comesToBeExact(server, place.terminalId, terminal) }
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

async function comesToBeExact(server: TestServer, terminalId: string, terminal: TerminalPage): Promise<boolean> {
  for (let look = 0; look < looks; look++) {
    const { lines } = await server.client.terminals.screen.query({ terminalId })
    if (JSON.stringify(await terminal.rows()) === JSON.stringify(lines.map((line) => line.trimEnd()))) return true
    await terminal.settled()
  }
  return false
}
