import headless from '@xterm/headless'
import { afterEach, expect, test } from 'vitest'
import { guard, isFocusReport } from './guards.ts'

const open: headless.Terminal[] = []
afterEach(() => open.splice(0).forEach((terminal) => terminal.dispose()))

function guarded(): { terminal: headless.Terminal; replies: string[] } {
  const terminal = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true })
  open.push(terminal)
  const replies: string[] = []
  terminal.onData((data) => replies.push(data))
  guard(terminal)
  return { terminal, replies }
}
const written = (terminal: headless.Terminal, data: string) => new Promise<void>((resolve) => terminal.write(data, resolve))

const queries: [string, string][] = [
  ['DA1', '\u001b[c'], ['DA1 with 0', '\u001b[0c'], ['DA2', '\u001b[>c'], ['DA3', '\u001b[=c'], ['status', '\u001b[5n'], ['cursor position', '\u001b[6n'], ['private cursor position', '\u001b[?6n'],
  ['colour scheme', '\u001b[?996n'], ['DECRQM', '\u001b[4$p'], ['private DECRQM', '\u001b[?2026$p'], ['window size', '\u001b[18t'], ['XTVERSION', '\u001b[>q'], ['kitty flags', '\u001b[?u'],
  ['foreground', '\u001b]10;?\u0007'], ['background', '\u001b]11;?\u001b\\'], ['palette', '\u001b]4;1;?\u0007'], ['DECRQSS', '\u001bP$qm\u001b\\'], ['XTGETTCAP', '\u001bP+q544e\u001b\\'],
]

test.each(queries)('A46: a viewer does not answer the query %s', async (_, query) => {
  const { terminal, replies } = guarded()
  await written(terminal, `${query}after`)
  expect(replies).toEqual([])
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('after')
})

test('unguarded, a terminal does answer: the test above can fail', async () => {
  const terminal = new headless.Terminal({ allowProposedApi: true })
  open.push(terminal)
  const replies: string[] = []
  terminal.onData((data) => replies.push(data))
  await written(terminal, '\u001b[c\u001b[6n')
  expect(replies).toHaveLength(2)
})

test.each(['b', 'S', 'T', 'L', 'M', '@', 'P', 'I', 'Z', ' @', ' A', "'}", "'~"])('A41: a huge count before "%s" does not hang', async (final) => {
  const { terminal } = guarded()
  const started = performance.now()
  await written(terminal, `x${`\u001b[2000000000${final}`.repeat(20)}y`)
  expect(performance.now() - started).toBeLessThan(1_000)
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toContain('xy')
})

test('counts that fit a screen work as ever', async () => {
  const { terminal } = guarded()
  await written(terminal, 'x\u001b[79b')
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('x'.repeat(80))
})

test('setting a colour is not a query', async () => {
  const { terminal } = guarded()
  let asked = 0
  terminal.parser.registerOscHandler(11, (data) => {
    asked += 1
    expect(data).toBe('#ffffff')
    return false
  })
  await written(terminal, '\u001b]11;#ffffff\u0007')
  expect(asked).toBe(1)
})

test('focus reports are told apart from keys', () => {
  expect(['\u001b[I', '\u001b[O', '\u001bO', 'I', '\u001b[A'].map(isFocusReport)).toEqual([true, true, false, false, false])
})
