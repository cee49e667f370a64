import graphemes from '@xterm/addon-unicode-graphemes'
import headless from '@xterm/headless'
import { describe, expect, test } from 'vitest'
import { Emulator } from './emulator.ts'
import { freeze, thaw } from './freeze.ts'
import { everything, modes, screens } from './testing/screen-cases.ts'
import { internalsOf, type InternalBuffer } from './xterm-internals.ts'

const size = { cols: 40, rows: 10, scrollback: 60 }
const beside = { title: '', palette: { indexed: new Map<number, string>(), special: new Map<number, string>() } }
const deaf = { onReply: () => undefined, onTitle: () => undefined, onBell: () => undefined, onProgram: () => undefined, onNotice: () => undefined }

/** What goes on after a rest: lines that scroll and wrap, tabs, erasures and scrolls in the colours of now, a repeat, links, both buffers. */
const goingOn = '\x1b[b\tx\u0301\x1b[K\r\n\x1b[2L\x1b[4Pq\x1b7\x1b8\x1b[6n\x1b[?12$p\x1b[S\x1bM' + 'long '.repeat(20) + '\x1b]8;id=a;http://one/\x07A\x1b]8;;\x07' +
  '\x1b[?1049h\x1b8y\x1b[J\x1b[?1049lz\r\n'.repeat(2) + Array.from({ length: 30 }, (_, i) => `${String(i)} of thirty\r\n`).join('')

type Terminal = headless.Terminal

function fresh(cols = size.cols, rows = size.rows): Terminal {
  const terminal = new headless.Terminal({ ...size, cols, rows, allowProposedApi: true, logLevel: 'off' })
  terminal.loadAddon(new graphemes.UnicodeGraphemesAddon())
  return terminal
}

const write = (terminal: Terminal, data: string | Uint8Array): Promise<void> => new Promise((resolve) => terminal.write(data, resolve))

/** One that stopped and went on in another terminal, which was of another size before. */
function rested(terminal: Terminal): Terminal {
  const frozen = freeze(terminal, beside)
  if (!frozen) throw new Error('It does not stand between two sequences.')
  const twin = fresh(20, 5)
  expect(thaw(twin, frozen)).toEqual(beside)
  return twin
}

/** Its scratch memory, its listeners, what never changes, and what leads away from it. */
const apart = /^(?:_on.*|on[A-Z].*|_id|_store|_disposables|_(?:null|whitespace|work)Cell|_cachedBlankLine|_memoryCleanup.*|_parseBuffer|_stringDecoder|_dirtyRowTracker|_parseStack|_.*Service|optionsService|unicodeService|_protocols|_encodings|_isClearing|_activeBuffer|_isDisposed|isDisposed|serviceBrand)$/

/** All that xterm.js holds, by whatever name: a field that a new version brings is compared without being known here. */
function stateOf(terminal: Terminal): string {
  const { buffers, optionsService, coreService, coreMouseService, _charsetService, _oscLinkService, _inputHandler } = internalsOf(terminal)
  const { currentState, precedingJoinState } = _inputHandler._parser
  const all = {
    size: [terminal.cols, terminal.rows], options: { ...optionsService.rawOptions, cols: 'of its beginning', rows: 'of its beginning' },
    active: buffers.active === buffers.alt ? 'alt' : 'normal', normal: bufferOf(buffers.normal), alt: bufferOf(buffers.alt),
    coreService, coreMouseService, _charsetService, links: { ..._oscLinkService }, input: { ..._inputHandler, _parser: { currentState, precedingJoinState } },
  }
  return JSON.stringify(all, (name, value: unknown) => {
    if (apart.test(name)) return undefined
    if (value === undefined) return 'undefined'
    if (value instanceof Map) return [...value.entries()].map(([key, known]: [unknown, unknown]) => [key, known])
    if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
    // The same fields, set in another order.
    return typeof value !== 'object' || value === null || Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

function bufferOf(buffer: InternalBuffer): object {
  const { lines, markers, ...rest } = buffer
  const all = Array.from({ length: lines.length }, (_, number) => lines.get(number))
  return {
    ...rest, maxLength: lines.maxLength, markers: markers.map(({ line }) => line).sort((a, b) => a - b),
    lines: all.map((line) => line && { ...line, _data: line._data.subarray(0, 3 * line.length) }),
  }
}

/** null where both know the same; else where they begin to differ. */
function difference(twin: Terminal, uncut: Terminal): { twin: string; uncut: string } | null {
  const [one, other] = [stateOf(twin), stateOf(uncut)]
  if (one === other) return null
  let at = 0
  while (one[at] === other[at]) at++
  const near = (state: string): string => state.slice(Math.max(0, at - 200), at + 100)
  return { twin: near(one), uncut: near(other) }
}

/** Frozen after `before`, it is the same, and stays so whatever follows. */
async function expectTwins(before: string | Uint8Array, then: string): Promise<void> {
  const uncut = fresh()
  await write(uncut, before)
  const twin = rested(uncut)
  expect(difference(twin, uncut)).toBeNull()
  const answers: [string[], string[]] = [[], []]
  for (const [i, terminal] of [uncut, twin].entries()) {
    terminal.onData((data) => answers[i]?.push(data))
    await write(terminal, then)
    terminal.resize(25, 12)
    await write(terminal, goingOn)
    terminal.resize(50, 8)
  }
  expect(difference(twin, uncut)).toBeNull()
  expect(answers[1]).toEqual(answers[0])
}

describe('F06 a frozen emulator goes on with', () => {
  test.each(Object.entries(modes))('the mode: %s', (_, [set, show]) => expectTwins(`line one\r\nline two${set}`, show))

  const half = /^(?:a half|palette|special colours)/
  test.each(Object.entries(screens).filter(([name]) => !half.test(name)))('%s', (_, [before, then]) => expectTwins(before, then))

  test.each(Object.entries({
    'what only it knows: protected text, a blinking cursor, icon name and title': ['\x1b[1"qkept\x1b[0"q\x1b[?12h\x1b]1;icon\x07\x1b]2;title\x07', '\x1b[?2K'],
    'the cursor that the alternate screen saved, from outside': ['\x1b[?1049h\x1b[4;9H\x1b[31m\x1b7\x1b[?1049l', '\x1b[?47h\x1b8X'],
    'erased in colours, with blanks and nothing at the end of lines': ['ab \x1b[44m\x1b[K\r\n\x1b[2Jc \x1b[0m\r\n', 'x'],
    'a full scrollback of links, of which the oldest are forgotten': [Array.from({ length: 90 }, (_, i) => `\x1b]8;id=${String(i % 70)};http://x/${String(i)}\x07link\x1b]8;;\x07\r\n`).join(''), '\x1b]8;id=3;http://x/73\x07again\x1b]8;;\x07'],
    'wrapped lines in the scrollback': [`${'wrapped '.repeat(60)}\r\n`.repeat(5), '\x1b[H'],
    'a reset': ['\x1b[?1049h\x1b[31mx\x1bc', 'y'],
  } satisfies Record<string, [string, string]>))('%s', (_, [before, then]) => expectTwins(before, then))

  test('everything, cut at every byte, links with their marks in their buffers', async () => {
    const uncut = fresh()
    const whole = fresh()
    await write(whole, everything)
    let rests = 0
    for (let cut = 0; cut < everything.length; cut++) {
      await write(uncut, everything.subarray(cut, cut + 1))
      if (!freeze(uncut, beside)) continue
      rests += 1
      const twin = rested(uncut)
      expect(difference(twin, uncut), `cut at ${String(cut)}`).toBeNull()
      // Some rest once more where they have gone on, so that nothing wears off.
      if (rests % 8 > 0) continue
      await write(twin, everything.subarray(cut + 1))
      expect(difference(rested(twin), whole), `cut at ${String(cut)}`).toBeNull()
    }
    expect(rests).toBeGreaterThan(everything.length / 3)
  })
})

test('an emulator in the middle of a sequence, a character or a dropped string is not frozen', async () => {
  for (const half of ['\x1b[3', 'x\x1b]0;tit', '\x1bP', Buffer.from([0xe3, 0x81]), `\x1b]8;;${'x'.repeat(100_000)}`]) {
    const emulator = new Emulator(size, deaf)
    await emulator.write(Buffer.from(half as string))
    expect(emulator.freeze(), String(half).slice(0, 20)).toBeNull()
  }
})

test('title and colours that a program set come back, and are told to nobody', async () => {
  const emulator = new Emulator(size, deaf)
  await emulator.write(Buffer.from('\x1b]2;a title\x07\x1b]4;1;rgb:11/22/33\x07\x1b]11;rgb:44/55/66\x07'))
  const told: string[] = []
  const twin = new Emulator(size, { ...deaf, onReply: (data) => told.push(data), onTitle: (title) => told.push(title) })
  twin.thaw(emulator.freeze() ?? new Uint8Array())
  expect(told).toEqual([])
  expect(twin.snapshot(10_000)).toEqual(emulator.snapshot(10_000))
  await twin.write(Buffer.from('\x1b]4;1;?\x07\x1b]11;?\x07'))
  expect(told.join('')).toBe('\x1b]4;1;rgb:11/22/33\x1b\\\x1b]11;rgb:44/55/66\x1b\\')
})
