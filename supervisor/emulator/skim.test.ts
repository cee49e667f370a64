import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Emulator, type EmulatorEvents } from './emulator.ts'
import { skim } from './skim.ts'

const deaf: EmulatorEvents = { onReply: () => undefined, onTitle: () => undefined, onBell: () => undefined, onProgram: () => undefined, onNotice: () => undefined }
const size = { cols: 30, rows: 6, scrollback: 20, floodFrom: 2_000 }
const max = 1024 * 1024

async function shows(chunks: Uint8Array[], floodFrom: number): Promise<string> {
  const emulator = new Emulator({ ...size, floodFrom }, deaf)
  for (const chunk of chunks) await emulator.write(chunk)
  await emulator.caughtUp()
  return emulator.snapshot(max).data
}

const words = fc.constantFrom('word ', 'a longer piece of text that wraps around ', '日本語 ', '🎉', 'é', '\u00a0', '\t', '\b', '\x1b[31m', '\x1b[1;44m', '\x1b[m', '\x1b[0m', '\x1b[38;2;1;2;3m', '\x1b[4:3m', '\r')
const line = fc.tuple(fc.array(words, { maxLength: 6 }), fc.constantFrom('\r\n', '\r\n', '\r\n', '\n')).map(([parts, end]) => parts.join('') + end)
const interruption = fc.constantFrom('', '', '', '\x1b[2J', '\x1b[3;5r', '\x1b[r', '\x1b[?1049h', '\x1b[?1049l', '\x1b(0', '\x1b(B', '\x1b[H', '\x1b[4h', '\x1b[4l', '\x07', '\x1b]0;t\x07', '\x0e', '\x0f', '\x1b[?7l', '\x1b[?7h', '\x1b[?6h', '\x1b[5S', '\u0085', '\u009b2J')

test('the screen after a skim is the one after parsing everything', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.array(line, { minLength: 20, maxLength: 150 }), interruption), { minLength: 1, maxLength: 4 }), async (blocks) => {
      const chunks = blocks.map(([lines, end]) => Buffer.from(lines.join('') + end))
      expect(await shows(chunks, size.floodFrom)).toBe(await shows(chunks, Infinity))
    }),
    { numRuns: 150 },
  )
})

test('a flood cut anywhere, of which each block may scroll the one before away, ends on the same screen', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 200, maxLength: 400 }), interruption, fc.array(fc.integer({ min: 300, max: 6_000 }), { minLength: 1, maxLength: 8 }), async (lines, end, sizes) => {
      const whole = Buffer.from(lines.join('') + end + lines.join(''))
      const chunks: Buffer[] = []
      for (let at = 0; at < whole.length;) {
        const next = at + (sizes[chunks.length % sizes.length] ?? 300)
        chunks.push(whole.subarray(at, next))
        at = next
      }
      expect(await shows(chunks, size.floodFrom)).toBe(await shows(chunks, Infinity))
    }),
    { numRuns: 150 },
  )
})

test('the end of a flood is on the screen when it ebbs, and is told as taken at once', async () => {
  const emulator = new Emulator(size, deaf)
  const flood = Buffer.from(Array.from({ length: 1_000 }, (_, i) => `line ${String(i)}\r\n`).join(''))
  let taken = 0
  for (let block = 0; block < 3; block++) await emulator.write(flood, (bytes) => { taken += bytes })
  expect(taken).toBe(flood.length * 3)
  expect(emulator.screen().lines[0], 'nothing of it was parsed so far').toBe('')
  await expect.poll(() => emulator.screen().lines[4]).toBe('line 999')
})

test('a flood of lines is mostly left out', () => {
  const flood = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `\x1b[3${String(i % 8)}mline ${String(i)}\x1b[0m\r\n`).join(''))
  const found = skim(flood, 1_000)
  expect(found.from).toBeGreaterThan(flood.length * 0.9)
  expect(flood.subarray(found.from, (found.from) + 14).toString().slice(5)).toMatch(/^line 1[89]\d\d/)
})

test.each([
  ['a title', '\x1b]0;t\x07'],
  ['a cursor movement', '\x1b[H'],
  ['a key mode', '\x1b[>4;2m'],
  ['a bell', '\x07'],
  ['a C1 control', '\u009b2J'],
])('nothing is left out from %s on', (_, thing) => {
  const lines = 'line\r\n'.repeat(5_000)
  expect(skim(Buffer.from(thing + lines), 100)).toMatchObject({ from: 0, goesOn: false })
  const found = skim(Buffer.from(lines + thing + lines), 100)
  expect(found.from).toBeLessThanOrEqual(lines.length - 100 * 6)
})
