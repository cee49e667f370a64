import { spawnSync } from 'node:child_process'
import { print, type Io } from '../io.ts'
import { OutputFilter } from './output-filter.ts'

export type Size = { cols: number; rows: number }

/** Mouse, focus reports, paste marks, held output, reports of colours and sizes. One at a time: tmux drops long lists of them. */
const reports = [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004, 2026, 2031, 2048].map((mode) => `\x1b[?${String(mode)}l`).join('')

/** What programs switch on, switched off: also key reports, margins, charsets, colours, cursor. */
const plainModes =
  reports +
  '\x1b[=0u\x1b[>4m\x1b[!p\x1b[?7h\x1b[?5l\x1b[?25h\x1b[r\x1b[0m\x1b(B\x0f\x1b[0 q'
const leaveAlternate = '\x1b[?1049l'
const rememberTitle = '\x1b[22;0t'
const restoreTitle = '\x1b[23;0t'

/** The terminal that a person sits at, lent to a session: raw while it is, and left as it was found. */
export class LocalTerminal {
  readonly #io: Io
  #filter = new OutputFilter()
  #entered = false

  constructor(io: Io) {
    this.#io = io
  }

  get size(): Size {
    return { cols: this.#io.stdout.columns, rows: this.#io.stdout.rows }
  }

  /** What was on the screen moves into the scrollback. */
  enter(): void {
    this.#entered = true
    this.#io.stdin.setRawMode(true)
    // Node's raw mode still makes each line feed a carriage return too, which the session's terminal has done where it was wanted:
    // elsewhere a line feed goes straight down. Where there is no stty it is done twice. What ends raw mode gives this back as well.
    spawnSync('stty', ['-opost'], { stdio: [this.#io.stdin.fd, 'ignore', 'ignore'] })
    this.#io.stdout.write(`${rememberTitle}${'\n'.repeat(this.size.rows)}`)
  }

  /** Shows a snapshot as a fresh terminal would. */
  draw(snapshot: string): Promise<void> {
    const left = this.#filter.alternate ? leaveAlternate : ''
    this.#filter = new OutputFilter()
    return this.show(Buffer.from(`${left}${plainModes}\x1b[H\x1b[2J${snapshot}`))
  }

  /** Resolves once the terminal has taken it. */
  show(output: Uint8Array): Promise<void> {
    return print(this.#io.stdout, this.#filter.push(output))
  }

  /** Puts words on the bottom line, over what the program shows there; `draw` brings that back. */
  say(words: string): Promise<void> {
    const { cols, rows } = this.size
    // CAN ends a sequence that was cut off in the middle. Cursor, colours, charset and origin mode are as before afterwards.
    return print(this.#io.stdout, `\x18\x1b7\x1b[?6l\x1b[${String(rows)};1H\x1b(B\x0f\x1b[0;7m\x1b[2K${words.slice(0, cols - 1)}\x1b8`)
  }

  /** Gives the terminal back. Once is enough; more does nothing. */
  leave(): void {
    if (!this.#entered) return
    this.#entered = false
    // Leaving an alternate screen that one is not on would move the cursor.
    this.#io.stdout.write(`\x18${this.#filter.alternate ? leaveAlternate : ''}${plainModes}${restoreTitle}\x1b[999;1H\r\n`)
    this.#io.stdin.setRawMode(false)
    this.#io.stdin.pause()
  }
}
