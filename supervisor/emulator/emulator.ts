import serialize from '@xterm/addon-serialize'
import graphemes from '@xterm/addon-unicode-graphemes'
import headless from '@xterm/headless'
import { EscapeFilter } from './escape-filter.ts'
import { parseOsc777, parseOsc9 } from './notification.ts'
import { parseProgramStatus, programStatusCode, programStatusReply, type ProgramReport } from './program-status.ts'
import { Flood, joined, shortened } from './flood.ts'
import { freeze, thaw } from './freeze.ts'
import { canSkim, skim } from './skim.ts'
import { snapshotOf, type Palette } from './snapshot.ts'

const scrollbackLines = 5_000
/** A block of this size is a flood: such blocks are not parsed before it ebbs, and what has scrolled away by then, never. */
const floodBytes = 32 * 1024
/** Of a flood whose lines are so long that none of them scrolls away, this much may wait. */
const mostKept = 4 * 1024 * 1024
/** Colours that are never reset add up over a flood; with so many it is parsed. */
const longestBefore = 64 * 1024
/** What xterm.js parses in one go, before others have their turn. */
const sliceBytes = 64 * 1024

export type EmulatorOptions = { cols: number; rows: number; scrollback?: number; floodFrom?: number }

/** What comes out of the emulator beside its screen. */
export type EmulatorEvents = {
  /** The terminal's answer to a query of the program: goes into the PTY. */
  onReply(data: string): void
  onTitle(title: string): void
  onBell(): void
  onProgram(report: ProgramReport): void
  /** A notification for the person at the terminal. */
  onNotice(text: string): void
}

/** Answers of a terminal without a window: light text on a dark ground, as the page shows it at first. */
const defaultColours = new Map([[10, 'rgb:e6e6/e6e6/e6e6'], [11, 'rgb:1010/1212/1616'], [12, 'rgb:e6e6/e6e6/e6e6']])
const longestTitle = 256

/** A screen without a window: parses a terminal's output, answers its queries, and is what snapshots are made of. */
export class Emulator {
  readonly #terminal: headless.Terminal
  readonly #serializer = new serialize.SerializeAddon()
  readonly #filter: EscapeFilter
  readonly #flood = new Flood(() => void this.caughtUp())
  #palette: Palette = { indexed: new Map(), special: new Map() }
  #title = ''
  readonly #floodFrom: number
  readonly #scrollback: number
  #quiet = false

  constructor(options: EmulatorOptions, events: EmulatorEvents) {
    const { cols, rows } = options
    this.#scrollback = options.scrollback ?? scrollbackLines
    this.#floodFrom = options.floodFrom ?? floodBytes
    this.#terminal = new headless.Terminal({ cols, rows, scrollback: this.#scrollback, allowProposedApi: true, logLevel: 'off' })
    this.#terminal.loadAddon(this.#serializer)
    this.#terminal.loadAddon(new graphemes.UnicodeGraphemesAddon())
    this.#filter = new EscapeFilter(() => this.#terminal)
    const reply = (data: string): void => {
      if (!this.#quiet) events.onReply(data)
    }
    this.#terminal.onData(reply)
    this.#terminal.onBell(() => events.onBell())
    this.#terminal.onTitleChange((title) => {
      this.#title = plain(title)
      events.onTitle(this.#title)
    })
    const { parser } = this.#terminal
    parser.registerOscHandler(programStatusCode, (payload) => {
      if (payload === '?') reply(programStatusReply)
      const program = parseProgramStatus(payload)
      if (program && !this.#quiet) events.onProgram(program)
      return true
    })
    const notify = (text: string | null): boolean => {
      if (text !== null && !this.#quiet) events.onNotice(text)
      return true
    }
    parser.registerOscHandler(9, (payload) => notify(parseOsc9(payload)))
    parser.registerOscHandler(777, (payload) => notify(parseOsc777(payload)))
    parser.registerOscHandler(4, (payload) => this.#indexedColours(payload, reply))
    for (const code of [10, 11, 12]) parser.registerOscHandler(code, (payload) => this.#specialColours(code, payload, reply))
    parser.registerOscHandler(104, (payload) => {
      if (payload === '') this.#palette.indexed.clear()
      for (const index of payload.split(';')) this.#palette.indexed.delete(Number(index))
      return true
    })
    for (const code of [110, 111, 112]) {
      parser.registerOscHandler(code, () => {
        this.#palette.special.delete(code - 100)
        return true
      })
    }
  }

  /**
   * Takes a block. `onTaken` tells of each part that is done: its bytes, and how many of all bytes so far stand in the
   * middle of a sequence, which a snapshot leaves out. The end of a flood is taken, but parsed only when it ebbs: see `caughtUp`.
   */
  async write(block: Uint8Array, onTaken: (taken: number, held: number) => void = () => undefined): Promise<void> {
    const kept = this.#flood.take()
    /** Of what is parsed from here on, told as taken before. */
    let told = kept?.length ?? 0
    const length = told + block.length
    // Behind a flood a small block is more of it: to parse what is kept for each of these would be to parse it over and over.
    const flooded = kept !== null || block.length >= this.#floodFrom
    // What is kept is moved about, and the block is the caller's.
    const memory = flooded ? joined(kept, block) : Buffer.from(block.buffer, block.byteOffset, length)
    let rest = memory.subarray(0, length)
    const tell = (bytes: number, held: number): void => {
      const news = Math.max(0, bytes - told)
      told -= bytes - news
      onTaken(news, held)
    }
    if (flooded && this.#filter.settled && canSkim(this.#terminal)) {
      // A screen's height more than what stays: until the cursor is at the bottom, a new line does not take the colours in force.
      const { before, from, plain, goesOn } = skim(rest, 2 * this.#terminal.rows + this.#scrollback + 1, kept?.plain)
      if (goesOn && before.length < longestBefore && (from > 0 || rest.length < mostKept)) {
        this.#flood.keep(shortened({ memory, length, plain }, before, from))
        tell(length, 0)
        return
      }
      if (from > 0) {
        await this.#parse(before)
        tell(from, 0)
        rest = rest.subarray(from)
      }
    }
    await this.#parseAll(rest, tell)
  }

  /** Resolves when everything taken is parsed; what is asked of the screen before that may be older. */
  async caughtUp(): Promise<void> {
    const kept = this.#flood.take()
    if (kept) await this.#parseAll(kept.memory.subarray(0, kept.length), () => undefined)
  }

  /** Bytes that were taken but stand in the middle of a sequence: a snapshot is as of that many bytes earlier. */
  get held(): number {
    return this.#filter.held
  }

  resize(cols: number, rows: number): void {
    this.#terminal.resize(cols, rows)
  }

  snapshot(max: number): { data: string; cols: number; rows: number } {
    const { cols, rows } = this.#terminal
    const data = snapshotOf({ terminal: this.#terminal, serializer: this.#serializer, title: this.#title, palette: this.#palette, max })
    return { data: data + this.#filter.opener, cols, rows }
  }

  /** The visible lines as text. */
  screen(): { lines: string[]; cols: number; rows: number } {
    const { buffer: { active }, cols, rows } = this.#terminal
    const lines = Array.from({ length: rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '')
    return { lines, cols, rows }
  }

  /** Puts what an earlier run left on its screen into the scrollback, and leaves an empty screen. Answers nothing in it. */
  async restore(saved: { data: string; cols: number; rows: number }): Promise<void> {
    const { cols, rows } = this.#terminal
    this.#quiet = true
    this.#terminal.resize(saved.cols, saved.rows)
    await this.write(Buffer.from(saved.data))
    // Ends whatever string it may have left open, then every mode that changes how lines scroll.
    await this.write(Buffer.from('\x18\x1b[?1049l\x1b[!p\x1b[?6l\x1b[r\x1b[0m\x1b(B\x0f\x1b[?1000;1002;1003;1004;1006;1016;2004;2026l\x1b[20l\x1b[?25h\x1b[0 q\x1b[4l\x1b[?7h\x1b>\x1b[?1l'))
    const { active } = this.#terminal.buffer
    let used = this.#terminal.rows
    while (used > 0 && (active.getLine(active.baseY + used - 1)?.translateToString(true) ?? '') === '') used--
    await this.write(Buffer.from(`\x1b[${String(this.#terminal.rows)};1H${'\n'.repeat(used)}\x1b[H`))
    this.#terminal.resize(cols, rows)
    this.#title = ''
    this.#quiet = false
  }

  /** All that it is, for `thaw`; null while it stands in the middle of a sequence or character. */
  freeze(): Uint8Array | null {
    return this.#filter.settled ? freeze(this.#terminal, { title: this.#title, palette: this.#palette }) : null
  }

  /** Makes a fresh one that which was frozen. */
  thaw(frozen: Uint8Array): void {
    const { title, palette } = thaw(this.#terminal, frozen)
    this.#title = title
    this.#palette = palette
  }

  dispose(): void {
    this.#flood.take()
    this.#terminal.dispose()
  }

  async #parseAll(bytes: Buffer, onTaken: (taken: number, held: number) => void): Promise<void> {
    const slices: Promise<void>[] = []
    for (let at = 0; at < bytes.length; at += sliceBytes) {
      const slice = bytes.subarray(at, at + sliceBytes)
      const shown = this.#filter.push(slice)
      const { held } = this.#filter
      slices.push(this.#parse(shown).then(() => onTaken(slice.length, held)))
    }
    await Promise.all(slices)
  }

  #parse(shown: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (shown.length === 0) resolve()
      else this.#terminal.write(shown, resolve)
    })
  }

  #indexedColours(payload: string, reply: (data: string) => void): boolean {
    const parts = payload.split(';')
    for (let i = 0; i + 1 < parts.length; i += 2) {
      const index = Number(parts[i])
      const spec = parts[i + 1] ?? ''
      if (!Number.isInteger(index) || index < 0 || index > 255) continue
      if (spec === '?') reply(`\x1b]4;${String(index)};${this.#palette.indexed.get(index) ?? 'rgb:8080/8080/8080'}\x1b\\`)
      else if (isColour(spec)) this.#palette.indexed.set(index, spec)
    }
    return true
  }

  /** `OSC 10 ; a ; b` sets 10 to a and 11 to b. */
  #specialColours(first: number, payload: string, reply: (data: string) => void): boolean {
    for (const [i, spec] of payload.split(';').entries()) {
      const code = first + i
      if (code > 12) break
      if (spec === '?') reply(`\x1b]${String(code)};${this.#palette.special.get(code) ?? defaultColours.get(code) ?? ''}\x1b\\`)
      else if (isColour(spec)) this.#palette.special.set(code, spec)
    }
    return true
  }
}

function isColour(spec: string): boolean {
  return /^(?:rgb:[0-9a-f]{1,4}\/[0-9a-f]{1,4}\/[0-9a-f]{1,4}|#(?:[0-9a-f]{3}){1,4})$/i.test(spec)
}

/** Titles come from the program and go into pages: no control and no direction characters. */
function plain(title: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return title.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').slice(0, longestTitle)
}
