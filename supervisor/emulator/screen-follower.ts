import { inflateRawSync } from 'node:zlib'
import type { OutputLog } from '../output/output-log.ts'
import { wireLimits, type Screen } from '../protocol.ts'
import { Refusal } from '../wire/refusal.ts'
import type { Snapshot } from '../output/reads.ts'
import { Answers } from './answers.ts'
import type { EmulatorHost } from './emulator-host.ts'
import { FloodGauge } from './flood-gauge.ts'
import type { FromEmulator, Resting, ToEmulator } from './messages.ts'
import type { ProgramReport } from './program-status.ts'
import { Quiet } from './quiet.ts'

/** What the worker gets at once, so that terminals take turns; or all there is where it is far behind. */
const feedBytes = 512 * 1024
const behindBytes = 1024 * 1024
/** In a flood the next block waits a little, to be large: of large blocks most is never parsed. */
const gatherMs = 15

export type SavedScreen = { data: string; cols: number; rows: number }

export type FollowerEvents = {
  onReply(data: string): void
  onTitle(title: string): void
  onBell(): void
  onProgram(report: ProgramReport): void
  onNotice(text: string): void
  /** The emulator has parsed up to the offset: it is a reader like others. */
  onParsed(offset: number): void
  /** There will be no screen any more. */
  onGivenUp(): void
}

/**
 * Keeps one terminal's emulator at the end of its log, marks in their places, and asks it for what it shows. There is an emulator
 * while the terminal prints; when that has been quiet for a while, what it was is kept here, and becomes one again with the next byte.
 */
export class ScreenFollower {
  readonly #host: EmulatorHost
  readonly #log: OutputLog
  readonly #events: FollowerEvents
  readonly #size: () => { cols: number; rows: number }
  readonly #answers = new Answers()
  readonly #id: number
  readonly #quiet: Quiet
  /** The worker has an emulator for it. */
  #open = false
  #resting: Resting | null = null
  /** Counts what the emulator was changed by. */
  #changes = 0
  #saved: SavedScreen | null
  #sent: number
  #taken: number
  #mark: number
  #busy = false
  readonly #gauge = new FloodGauge()
  #gathering: NodeJS.Timeout | null = null
  #closed = false
  readonly #waiting = new Set<() => void>()

  constructor(options: { host: EmulatorHost; log: OutputLog; size: () => { cols: number; rows: number }; saved: SavedScreen | null; events: FollowerEvents }) {
    const { host, log, events, size, saved } = options
    this.#host = host
    this.#log = log
    this.#events = events
    this.#size = size
    this.#saved = saved
    this.#sent = this.#taken = log.end
    this.#mark = log.markBefore(log.end)
    this.#quiet = new Quiet({ afterMs: host.restAfterMs, onQuiet: () => void this.#rest() })
    this.#id = host.add({ onMessage: (message) => this.#hear(message), onLost: () => this.#again(), onGivenUp: () => this.#giveUp() })
  }

  /** There is something new in the log. */
  feed(): void {
    while (!this.#busy && !this.#host.givenUp) {
      const mark = this.#log.nextMark(this.#sent, this.#mark)
      const until = mark?.offset ?? this.#log.end
      if (this.#gathering && !mark && until - this.#sent < feedBytes && this.#waiting.size === 0) return
      const bytes = this.#log.read(this.#sent, until, until - this.#sent > behindBytes ? Infinity : feedBytes)
      if (bytes.length > 0) {
        if (this.#gauge.floods(bytes.length, performance.now())) this.#gather()
        this.#busy = true
        this.#sent += bytes.length
        this.#change({ kind: 'bytes', id: this.#id, bytes })
      } else if (mark) {
        this.#mark = mark.number
        if (mark.kind === 'resize') this.#change({ kind: 'resize', id: this.#id, cols: mark.cols, rows: mark.rows })
      } else return
    }
  }

  /** Resolves when everything in the log so far was parsed: what is shown then is not older than the call. At once where it is closed. */
  async settled(): Promise<void> {
    const { end } = this.#log
    while ((this.#busy || this.#sent < end) && !this.#host.givenUp && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve)
        this.feed()
      })
    }
  }

  async snapshot(max: number): Promise<Snapshot> {
    const at = this.#sent
    if (this.#resting && this.#resting.snapshot.length <= max) {
      const { snapshot: { deflated }, cols, rows } = this.#resting
      return { offset: at, data: inflateRawSync(deflated).toString(), cols, rows }
    }
    const { held, data, cols, rows } = await this.#answers.ask('snapshot', (request) => this.#post({ kind: 'snapshot', id: this.#id, request, max }))
    return { offset: at - held, data, cols, rows }
  }

  async screen(): Promise<Screen> {
    await this.settled()
    const at = this.#sent
    if (this.#resting) {
      const { lines, cols, rows } = this.#resting
      return { offset: at, lines, cols, rows }
    }
    const { held, lines, cols, rows } = await this.#answers.ask('screen', (request) => this.#post({ kind: 'screen', id: this.#id, request }))
    return { offset: at - held, lines, cols, rows }
  }

  close(): void {
    if (this.#gathering) clearTimeout(this.#gathering)
    this.#closed = true
    this.#quiet.close()
    this.#resting = null
    this.#host.remove(this.#id)
    this.#wake()
    this.#answers.close()
  }

  #change(message: ToEmulator): void {
    this.#changes += 1
    this.#post(message)
    this.#quiet.stir()
  }

  /** To its emulator, which is made where there is none. */
  #post(message: ToEmulator): void {
    if (this.#closed) return
    if (!this.#open) {
      const frozen = this.#resting?.frozen ?? null
      this.#resting = null
      this.#open = true
      this.#host.post({ kind: 'open', id: this.#id, ...this.#size(), saved: frozen ? null : this.#saved, frozen })
      this.#quiet.stir()
    }
    this.#host.post(message)
  }

  /** Nothing was parsed for a while: all the emulator is becomes a few bytes, unless something came in between. */
  async #rest(): Promise<void> {
    const changes = this.#changes
    const resting = this.#isQuiet ? await this.#askToRest() : null
    if (this.#closed || this.#host.givenUp) return
    if (!resting || this.#changes !== changes || !this.#isQuiet) {
      this.#quiet.stir()
      return
    }
    this.#resting = resting
    this.#open = false
    this.#quiet.used()
    this.#host.drop(this.#id)
  }

  get #isQuiet(): boolean {
    return this.#open && !this.#busy && this.#sent === this.#log.end && this.#answers.pending === 0
  }

  async #askToRest(): Promise<Resting | null> {
    try {
      return (await this.#answers.ask('rest', (request) => this.#post({ kind: 'rest', id: this.#id, request, max: wireLimits.snapshot }))).resting
    } catch (error) {
      // The worker was lost meanwhile.
      if (error instanceof Refusal) return null
      throw error
    }
  }

  #gather(): void {
    if (this.#gathering) clearTimeout(this.#gathering)
    this.#gathering = setTimeout(() => {
      this.#gathering = null
      this.feed()
    }, gatherMs)
  }

  /** Everything again that the log still has; what scrolled out of it before is lost with the worker. A terminal at rest loses nothing. */
  #again(): void {
    if (!this.#open) return
    this.#open = false
    this.#changes += 1
    this.#busy = false
    this.#sent = this.#taken = this.#log.start
    this.#mark = this.#log.markBefore(this.#log.start)
    if (this.#log.start > this.#log.first) this.#saved = null
    this.feed()
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }

  #giveUp(): void {
    this.#resting = null
    this.#quiet.close()
    this.#wake()
    this.#events.onGivenUp()
  }

  #hear(message: FromEmulator): void {
    switch (message.kind) {
      case 'parsed':
        this.#taken += message.taken
        this.#busy = this.#taken < this.#sent
        this.#events.onParsed(this.#taken - message.held)
        this.feed()
        this.#wake()
        return
      case 'snapshot':
      case 'screen':
      case 'rest':
        this.#answers.hear(message)
        return
      case 'reply':
        this.#events.onReply(message.data)
        return
      case 'title':
        this.#events.onTitle(message.title)
        return
      case 'bell':
        this.#events.onBell()
        return
      case 'program':
        this.#events.onProgram(message.report)
        return
      case 'notice':
        this.#events.onNotice(message.text)
        return
    }
  }
}
