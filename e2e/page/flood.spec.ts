import { openHostTerminal } from '../fixtures/host-terminal.ts'
import { expect, test } from '../fixtures/page-test.ts'

const lines = 1_000_000
/** With its number and the two bytes of its end a line is 100 bytes. */
const padding = 'abcdefghij'.repeat(9).slice(0, 88)
const patience = { timeout: 120_000 }

test('A tab that shows `cat` of 100 MB takes keys meanwhile, and ends on the exact screen', async ({ page, server, git }) => {
  test.setTimeout(180_000)
  const { terminal, terminalId } = await openHostTerminal(page, { server, git, name: 'Flood' })
  await terminal.run(`seq -f '%09.0f ${padding}' 1 ${String(lines)} > many; clear; stty -echo; cat many; stty echo; echo shown-$((40+2))`)
  await expect.poll(() => terminal.text(), patience).toMatch(/^\d{9} abcdefghij/m)
  await page.keyboard.type('echo meanwhile-$((5*5))\n')
  expect(await terminal.text(), 'typed while it prints').not.toContain('shown-42')
  await expect.poll(() => terminal.text(), patience).toMatch(/^meanwhile-25$/m)
  expect(await terminal.text()).toMatch(/^001000000 abcdefghij.*\nshown-42$/m)
  const { lines: exact } = await server.client.terminals.screen.query({ terminalId })
  await expect.poll(() => terminal.rows()).toEqual(exact.map((line) => line.trimEnd()))
})
