import type { OutputLog } from '../output-log.ts'
import type { Screen } from '../protocol.ts'
import { Refusal } from '../refusal.ts'
import type { Snapshot } from '../reads.ts'
import type { EmulatorHost } from './emulator-host.ts'
import type { FromEmulator } from './messages.ts'
import type { ProgramReport } from './program-status.ts'

/** What the worker gets at once, so that terminals take turns; or all there is where it is far behind. */
const feedBytes = 512 * 1024
const behindBytes = 1024 * 1024
/** After a block of this size the next one waits a little, to be large too: of large blocks most is never parsed. */
const floodBytes = 32 * 1024
const gatherMs = 15
/** A worker that was replaced does not answer the questions of before. */
const answerMs = 10_000

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

type Answer = { resolve: (message: FromEmulator) => void; timer: NodeJS.Timeout }

/** Keeps one terminal's emulator at the end of its log, marks in their places, and asks it for what it shows. */
export class ScreenFollower {
  readonly #host: EmulatorHost
  readonly #log: OutputLog
  readonly #events: FollowerEvents
  readonly #size: () => { cols: number; rows: number }
  readonly #answers = new Map<number, Answer>()
  readonly #id: number
  #saved: SavedScreen | null
  #sent: number
  #taken: number
  #mark: number
  #busy = false
  #gathering: NodeJS.Timeout | null = null
  #requests = 0
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
    this.#id = host.add({ onMessage: (message) => this.#hear(message), onLost: () => this.#again(), onGivenUp: () => this.#giveUp() })
    this.#open()
  }

  /** There is something new in the log. */
  feed(): void {
    while (!this.#busy && !this.#host.givenUp) {
      const mark = this.#log.nextMark(this.#sent, this.#mark)
      const until = mark?.offset ?? this.#log.end
      if (this.#gathering && !mark && until - this.#sent < feedBytes && this.#waiting.size === 0) return
      const bytes = this.#log.read(this.#sent, until, until - this.#sent > behindBytes ? Infinity : feedBytes)
      if (bytes.length > 0) {
        if (bytes.length >= floodBytes) this.#gather()
        this.#busy = true
        this.#sent += bytes.length
        this.#host.post({ kind: 'bytes', id: this.#id, bytes })
      } else if (mark) {
        this.#mark = mark.number
        if (mark.kind === 'resize') this.#host.post({ kind: 'resize', id: this.#id, cols: mark.cols, rows: mark.rows })
      } else return
    }
  }

  /** Resolves when everything in the log so far was parsed: what is shown then is not older than the call. */
  async settled(): Promise<void> {
    const { end } = this.#log
    while ((this.#busy || this.#sent < end) && !this.#host.givenUp) {
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve)
        this.feed()
      })
    }
  }

  async snapshot(max: number): Promise<Snapshot> {
    const at = this.#sent
    const message = await this.#ask((request) => this.#host.post({ kind: 'snapshot', id: this.#id, request, max }))
    if (message.kind !== 'snapshot') throw new Error(`A snapshot was asked for; ${message.kind} came.`)
    return { offset: at - message.held, data: message.data, cols: message.cols, rows: message.rows }
  }

  async screen(): Promise<Screen> {
    await this.settled()
    const at = this.#sent
    const message = await this.#ask((request) => this.#host.post({ kind: 'screen', id: this.#id, request }))
    if (message.kind !== 'screen') throw new Error(`A screen was asked for; ${message.kind} came.`)
    return { offset: at - message.held, lines: message.lines, cols: message.cols, rows: message.rows }
  }

  close(): void {
    if (this.#gathering) clearTimeout(this.#gathering)
    this.#host.remove(this.#id)
    this.#wake()
    for (const { timer } of this.#answers.values()) clearTimeout(timer)
    this.#answers.clear()
  }

  #open(): void {
    this.#host.post({ kind: 'open', id: this.#id, ...this.#size(), saved: this.#saved })
  }

  #gather(): void {
    if (this.#gathering) clearTimeout(this.#gathering)
    this.#gathering = setTimeout(() => {
      this.#gathering = null
      this.feed()
    }, gatherMs)
  }

  /** Everything again that the log still has; what scrolled out of it before is lost with the worker. */
  #again(): void {
    this.#busy = false
    this.#sent = this.#taken = this.#log.start
    this.#mark = this.#log.markBefore(this.#log.start)
    if (this.#log.start > this.#log.first) this.#saved = null
    this.#open()
    this.feed()
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }

  #giveUp(): void {
    this.#wake()
    this.#events.onGivenUp()
  }

  #ask(post: (request: number) => void): Promise<FromEmulator> {
    return new Promise((resolve, reject) => {
      const request = ++this.#requests
      const timer = setTimeout(() => {
        this.#answers.delete(request)
        reject(new Refusal('unavailable', 'The screen of this terminal is not known at the moment; try again in a few seconds.'))
      }, answerMs)
      this.#answers.set(request, { resolve, timer })
      post(request)
    })
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
      case 'screen': {
        const answer = this.#answers.get(message.request)
        this.#answers.delete(message.request)
        clearTimeout(answer?.timer)
        answer?.resolve(message)
        return
      }
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
