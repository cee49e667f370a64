import headless from '@xterm/headless'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EscapeFilter, longestString } from './escape-filter.ts'
import { internalsOf } from './xterm-internals.ts'

const size = { cols: 80, rows: 24 }
const filter = (): EscapeFilter => new EscapeFilter(() => size)

function pushAll(chunks: (string | Uint8Array)[]): { out: string; held: number } {
  const one = filter()
  const out = chunks.map((chunk) => one.push(Buffer.from(chunk as string)))
  return { out: Buffer.concat(out).toString('latin1'), held: one.held }
}

describe('the filter', () => {
  test.each([
    ['a half CSI', 'abc\x1b[3', 'abc', 3],
    ['a lone ESC', 'abc\x1b', 'abc', 1],
    ['a half OSC', 'abc\x1b]0;tit', 'abc', 7],
    ['an OSC before the second half of its ST', '\x1b]0;t\x1b', '', 6],
    ['a half DCS', '\x1bP1$r', '', 5],
    ['a half charset', '\x1b(', '', 2],
    ['a half character', Buffer.from([0x61, 0xe3, 0x81]), 'a', 2],
    ['half of an emoji', Buffer.from([0xf0, 0x9f, 0x8e]), '', 3],
    ['a half C1 CSI', Buffer.from([0x61, 0xc2, 0x9b, 0x33]), 'a', 3],
  ])('holds back %s', (...row) => {
    const [, input, out, held] = row
    expect(pushAll([input])).toEqual({ out, held })
  })

  test('passes on what is whole unchanged, wherever it was cut', () => {
    const text = Buffer.from('plain äöü 日本 🎉 \x1b[1;31mred\x1b[0m\x1b]0;title\x07\x1b]8;;http://x/\x1b\\link\x1b]8;;\x1b\\\x1b(0qqq\x1b(B\x1bP$q"p\x1b\\\x1b[?1049h\u009b5m\x1b[10\n;2H\x9c é\u00a0')
    for (let cut = 0; cut <= text.length; cut++) {
      const { out, held } = pushAll([text.subarray(0, cut), text.subarray(cut)])
      expect(held).toBe(0)
      expect(Buffer.from(out, 'latin1').equals(text)).toBe(true)
    }
  })

  test.each([
    ['\x1b[2000000000b', '\x1b[80b'],
    ['\x1b[99999S', '\x1b[24S'],
    ['\x1b[99999L', '\x1b[24L'],
    ['\x1b[99999@', '\x1b[80@'],
    ['\x1b[81X', '\x1b[80X'],
    ['\x1b[24M', '\x1b[24M'],
    ['\x1b[38;2;255;255;255m', '\x1b[38;2;255;255;255m'],
    ['\x1b[?2004h', '\x1b[?2004h'],
    ['\x1b[999;999H', '\x1b[999;999H'],
    ['\x1b[20\n00b', '\n\x1b[80b'],
  ])('A41 %j becomes %j', (input, wanted) => {
    expect(pushAll([input]).out).toBe(wanted)
    expect(pushAll(input.split('')).out).toBe(wanted)
  })

  test('A42 drops strings that are too long, cut anywhere, and knows when one is under way', () => {
    const long = `before\x1b]8;;http://${'x'.repeat(longestString)}\x07after`
    for (const pieces of [[long], long.match(/.{1,10000}/gs) ?? [], [long.slice(0, -6), long.slice(-6)]]) expect(pushAll(pieces).out).toBe('beforeafter')
    const one = filter()
    one.push(Buffer.from(`\x1bP${'q'.repeat(longestString + 1)}`))
    expect({ held: one.held, opener: one.opener }).toEqual({ held: 0, opener: '\x1b_' })
    expect(one.push(Buffer.from('more\x07still\x1b')).toString()).toBe('')
    expect(one.push(Buffer.from('\\done')).toString()).toBe('done')
    expect(one.opener).toBe('')
  })
})

test('F06 whatever comes, the emulator stands between two sequences after each push', async () => {
  const parts = ['a', 'é', '日', '🎉', '\x1b', '[', ']', 'P', '_', '(', '0', '1', ';', '?', 'm', 'H', 'q', '\n', '\r', '\x07', '\\', '\x18', '\x1a', '\x9b', '\x9d', '\x9c', '\x1b[1;2H', '\x1b]2;t\x07', '\x1b[', '\x1bP1;2', '\x7f', ' ', '!', '$']
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...parts), { maxLength: 40 }), fc.array(fc.nat(80), { maxLength: 4 }), async (words, cuts) => {
      const input = Buffer.from(words.join(''))
      const terminal = new headless.Terminal({ ...size, allowProposedApi: true, logLevel: 'off' })
      const one = filter()
      const edges = [0, ...cuts.map((cut) => Math.min(cut, input.length)).sort((a, b) => a - b), input.length]
      for (const [i, edge] of edges.slice(1).entries()) {
        const shown = one.push(input.subarray(edges[i], edge))
        await new Promise<void>((resolve) => terminal.write(shown, resolve))
        expect(internalsOf(terminal)._inputHandler._parser.currentState).toBe(0)
      }
      terminal.dispose()
    }),
    { numRuns: 400 },
  )
})
