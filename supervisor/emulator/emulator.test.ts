import { describe, expect, test } from 'vitest'
import { Emulator, type EmulatorEvents } from './emulator.ts'
import { modeTable } from './snapshot.ts'
import { everything, modes, screens } from './testing/screen-cases.ts'

const size = { cols: 40, rows: 10 }
const max = 1024 * 1024
const deaf: EmulatorEvents = { onReply: () => undefined, onTitle: () => undefined, onBell: () => undefined, onProgram: () => undefined, onNotice: () => undefined }

async function after(...chunks: (string | Uint8Array)[]): Promise<Emulator> {
  const emulator = new Emulator(size, deaf)
  for (const chunk of chunks) await emulator.write(Buffer.from(chunk as string))
  return emulator
}

/** A viewer that comes after `before` gets a snapshot and then `then`; it must end like one that saw all of it. */
async function expectTwins(before: string | Uint8Array, then: string | Uint8Array): Promise<void> {
  const whole = Buffer.from(before as string)
  const first = await after(whole)
  const twin = await after(first.snapshot(max).data, whole.subarray(whole.length - first.held))
  expect(twin.snapshot(max).data).toBe(first.snapshot(max).data)
  await first.write(Buffer.from(then as string))
  await twin.write(Buffer.from(then as string))
  expect(twin.snapshot(max).data).toBe(first.snapshot(max).data)
  expect(twin.screen()).toEqual(first.screen())
}

describe('a snapshot carries', () => {
  test.each(modeTable.map(({ name }) => name))('the mode: %s', async (name) => {
    const [set, show] = modes[name] ?? ['', '']
    expect(set, 'every mode of the table has a case').not.toBe('')
    const plain = await after('text')
    const withMode = await after('text', set)
    expect(withMode.snapshot(max).data, 'the mode shows in the snapshot').not.toBe(plain.snapshot(max).data)
    await expectTwins(set, show)
    await expectTwins(`line one\r\nline two${set}`, show)
  })

  test.each(Object.entries(screens))('%s', (_, [before, then]) => expectTwins(before, then))

  test('links in the scrollback, and where they lead', async () => {
    const emulator = await after(...Array.from({ length: 60 }, (_, i) => `\x1b]8;;https://x.test/${String(i)}\x1b\\issue ${String(i)}\x1b]8;;\x1b\\ is open\r\n`))
    const { data } = emulator.snapshot(max)
    for (let i = 0; i < 60; i++) expect(data).toContain(`\x1b]8;;https://x.test/${String(i)}\x1b\\issue ${String(i)}\x1b]8;;\x1b\\ is open\r\n`)
    expect(data, 'the dashes of a link are no underline').not.toContain('\x1b[4m')
  })

  test('half a character', () => expectTwins(Buffer.from([0x61, 0xe3, 0x81]), Buffer.from([0x82])))

  test('F06 the same screen, cut at every byte of a session with everything in it', async () => {
    const uncut = (await after(everything)).snapshot(max).data
    for (let cut = 0; cut <= everything.length; cut++) {
      const first = await after(everything.subarray(0, cut))
      const twin = await after(first.snapshot(max).data, everything.subarray(cut - first.held))
      expect(twin.snapshot(max).data, `cut at ${String(cut)}`).toBe(uncut)
    }
  })
})

describe('the emulator', () => {
  test('fits a snapshot into its limit: less scrollback first, then no colours', async () => {
    const emulator = await after(...Array.from({ length: 2_000 }, (_, i) => `\x1b[38;2;1;2;${String(i % 256)}mline ${String(i)}\x1b[0m\r\n`))
    const whole = emulator.snapshot(max).data
    const part = emulator.snapshot(10_000).data
    const bare = emulator.snapshot(300).data
    expect(part.length).toBeLessThanOrEqual(10_000)
    expect(part).toContain('line 1999')
    expect(whole).toContain('line 1999')
    expect(bare).toContain('line 1999')
    expect(bare.length).toBeLessThan(600)
  })

  test.each([
    ['primary attributes', '\x1b[c', '\x1b[?1;2c'],
    ['the cursor position', 'ab\x1b[6n', '\x1b[1;3R'],
    ['the background colour', '\x1b]11;?\x07', '\x1b]11;rgb:1010/1212/1616\x1b\\'],
    ['a colour that was set', '\x1b]4;1;rgb:11/22/33\x07\x1b]4;1;?\x07', '\x1b]4;1;rgb:11/22/33\x1b\\'],
    ['the state of a mode', '\x1b[?2004h\x1b[?2004$p', '\x1b[?2004;1$y'],
    ['the question for program states', '\x1b]7501;?\x07', '\x1b]7501;?\x1b\\'],
  ])('A46 answers %s once', async (_, query, answer) => {
    const replies: string[] = []
    const emulator = new Emulator(size, { ...deaf, onReply: (data) => replies.push(data) })
    await emulator.write(Buffer.from(query))
    expect(replies.join('')).toBe(answer)
    // A snapshot never makes another terminal answer.
    const twin: string[] = []
    await new Emulator(size, { ...deaf, onReply: (data) => twin.push(data) }).write(Buffer.from(emulator.snapshot(max).data))
    expect(twin).toEqual([])
  })

  test('A43 never answers a question for the clipboard', async () => {
    const replies: string[] = []
    await new Emulator(size, { ...deaf, onReply: (data) => replies.push(data) }).write(Buffer.from('\x1b]52;c;?\x07'))
    expect(replies).toEqual([])
  })

  test('tells what a program says of itself, and believes none of it blindly', async () => {
    const told: unknown[] = []
    const emulator = new Emulator(size, { ...deaf, onProgram: (program) => told.push(program) })
    const b64 = (text: string): string => Buffer.from(text).toString('base64')
    for (const payload of ['state=idle:app=claude-code', `state=blocked:kind=permission:msg=${b64('approve Bash: touch x')}`, `state=error:msg=${b64('\u202eevil\x1b[31m')}`, 'state=party', 'nonsense', 'state=working:id=sub', `state=working:msg=${'A'.repeat(5_000)}`, 'state=clear']) {
      await emulator.write(Buffer.from(`\x1b]7501;${payload}\x07`))
    }
    expect(told).toEqual([
      { state: 'idle', part: null, message: null, blockedBy: null },
      { state: 'waiting', part: null, message: 'approve Bash: touch x', blockedBy: 'permission' },
      { state: 'error', part: null, message: 'evil [31m', blockedBy: null },
      { state: 'working', part: 'sub', message: null, blockedBy: null },
      { state: 'clear', part: null, message: null, blockedBy: null },
    ])
  })

  test('puts an earlier screen into the scrollback, silently, whatever it left switched on', async () => {
    const earlier = await after('old line\r\n\x1b[3;6r\x1b[?6h\x1b[?1049h\x1b[?1003halt\x1b[c\x1b[?25l')
    const replies: string[] = []
    const emulator = new Emulator({ cols: 60, rows: 12 }, { ...deaf, onReply: (data) => replies.push(data) })
    await emulator.restore(earlier.snapshot(max))
    expect(emulator.screen().lines.join('').trim()).toBe('')
    await emulator.write(Buffer.from('new'))
    const { data } = emulator.snapshot(max)
    expect(data).toContain('old line')
    expect(data).not.toContain('?1003')
    expect(emulator.screen()).toMatchObject({ cols: 60, rows: 12 })
    expect(emulator.screen().lines[0]).toBe('new')
    expect(replies).toEqual([])
  })

  const floods: [string, string][] = [
    ['b', 'x\x1b[2000000000b'], ['S', '\x1b[2000000000S'], ['T', '\x1b[2000000000T'], ['L', '\x1b[2000000000L'], ['M', '\x1b[2000000000M'],
    ['@', '\x1b[2000000000@'], ['P', '\x1b[2000000000P'], ['X', '\x1b[2000000000X'], ['I', '\x1b[2000000000I'], ['Z', '\x1b[2000000000Z'],
    ['A', '\x1b[2000000000A'], ['E', '\x1b[2000000000E'], ['H', '\x1b[2000000000;2000000000H'], ['r', '\x1b[1;2000000000r'],
    ['DECALN', '\x1b#8'], ['RIS', '\x1bc'], ['link', `\x1b]8;;http://${'x'.repeat(2_000)}\x07y`], ['title', `\x1b]0;${'t'.repeat(2_000)}\x07`],
    ['open OSC', '\x1b]0;zzzz'], ['open DCS', '\x1bPqzzzz'], ['params', `\x1b[${'1;'.repeat(200)}m`],
  ]
  test.each(floods)('A41 60 KB of %s do not stall it', async (_, sequence) => {
    const emulator = new Emulator({ cols: 80, rows: 24 }, deaf)
    const flood = Buffer.from(sequence.repeat(Math.ceil(60_000 / sequence.length)))
    // Processor time, since other tests run beside this one. On an idle machine the worst, RIS, takes 1.2 s, most 0.1 s;
    // unclamped counts take minutes.
    const since = process.cpuUsage()
    await emulator.write(flood)
    const { user, system } = process.cpuUsage(since)
    expect((user + system) / 1_000).toBeLessThan(4_000)
  })

  test('A42 a link of 10 MB costs nothing', async () => {
    const emulator = new Emulator(size, deaf)
    await emulator.write(Buffer.from('\x1b]8;;http://'))
    for (let i = 0; i < 100; i++) await emulator.write(Buffer.alloc(100_000, 'x'))
    await emulator.write(Buffer.from('\x07shown\x1b]8;;\x07'))
    expect(emulator.screen().lines[0]).toBe('shown')
    expect(emulator.snapshot(max).data.length).toBeLessThan(500)
  })
})
