import type { OutputLog } from './output-log.ts'
import { wireLimits, type Piece, type ReadAnswer, type ReadRequest } from '../protocol.ts'
import { closedTerminal } from '../wire/refusal.ts'
import { viewerRules, type Viewer, type Viewers } from './viewers.ts'

export type Snapshot = { offset: number; data: string; cols: number; rows: number }

type Waiting = { viewer: Viewer; max: number; answer: (pieces: Piece[]) => void; fail: (error: Error) => void; busy: boolean }

export type ReadsOptions = {
  log: OutputLog
  viewers: Viewers
  /** The screen as it was at the latest offset that is known, with bytes of it at most `max`. */
  snapshot: (max: number) => Promise<Snapshot>
  /** Size and owner now. */
  size: () => { cols: number; rows: number; owner: string | null }
}

const smallestSnapshot = 32 * 1024
/** What it asks for at a time is what its line takes in a fifth of a second: this many of them are too much to wait for. */
const latePieces = 8

/** Calls that wait for output. Each viewer has at most one; a further one sends the former away with nothing. */
export class Reads {
  readonly #options: ReadsOptions
  readonly #waiting = new Map<string, Waiting>()
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(options: ReadsOptions) {
    this.#options = options
  }

  /** Rejects with a Refusal where there will be no more output. */
  read(key: string, request: ReadRequest): Promise<ReadAnswer> {
    if (this.#closed) return Promise.reject(closedTerminal())
    const { viewers } = this.#options
    const viewer = viewers.get(key) ?? viewers.add(key, request.clientId ?? null)
    this.#settle(key)
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { viewer, max: request.max, busy: false, answer: (pieces) => resolve({ pieces }), fail: reject }
      this.#waiting.set(key, waiting)
      if (viewer.at === null || request.offset !== viewer.at) this.#place(waiting, request.offset)
      else this.#serve(waiting)
    })
  }

  leave(key: string): void {
    this.#settle(key)
    this.#options.viewers.remove(key)
  }

  /** There is something new. */
  pump(): void {
    for (const waiting of this.#waiting.values()) this.#serve(waiting)
  }

  close(): void {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    for (const key of [...this.#waiting.keys()]) this.#settle(key)
  }

  #settle(key: string): void {
    const waiting = this.#waiting.get(key)
    this.#waiting.delete(key)
    waiting?.answer([])
  }

  /** Where a viewer begins: at the offset it names, if that is still there; else at a snapshot. */
  #place(waiting: Waiting, offset: number | undefined): void {
    const { log, size } = this.#options
    const { viewer } = waiting
    if (offset === undefined || !log.holds(offset)) {
      void this.#sendSnapshot(waiting, offset)
      return
    }
    viewer.at = offset
    viewer.mark = log.markBefore(offset)
    // The first mark that it gets tells the size from here on; where there is none, this does.
    const first = log.nextMark(offset, viewer.mark)
    if (first?.kind === 'resize' && first.offset === offset) this.#serve(waiting)
    else this.#send(waiting, [{ kind: 'resize', offset, ...(log.sizeAt(offset) ?? size()) }])
  }

  #serve(waiting: Waiting): void {
    const { log } = this.#options
    const { viewer, max } = waiting
    if (waiting.busy || viewer.at === null) return
    const behind = log.end - viewer.at
    const now = performance.now()
    viewer.lateSince = behind > latePieces * max ? viewer.lateSince ?? now : null
    const late = viewer.lateSince !== null && (!viewer.holds || now - viewer.lateSince > viewerRules.clearWithinMs)
    if (!log.holds(viewer.at) || late) {
      void this.#sendSnapshot(waiting, viewer.at)
      return
    }
    const mark = log.nextMark(viewer.at, viewer.mark)
    if (behind === 0 && !mark) {
      viewer.holds = true
      return
    }
    if (!mark && this.#waitsForMore(viewer, Math.min(behind, max) >= Math.min(viewerRules.coalesceBytes, max))) return
    this.#send(waiting, this.#pieces(viewer, max))
  }

  /** Bytes and marks in their order, `max` bytes in all. */
  #pieces(viewer: Viewer, max: number): Piece[] {
    const { log } = this.#options
    const pieces: Piece[] = []
    let at = viewer.at ?? log.end
    let left = max
    for (;;) {
      const mark = log.nextMark(at, viewer.mark)
      const bytes = log.read(at, mark?.offset ?? log.end, left)
      if (bytes.length > 0) pieces.push({ kind: 'data', offset: at, bytes })
      at += bytes.length
      left -= bytes.length
      if (mark?.offset !== at || pieces.length >= 500) break
      viewer.mark = mark.number
      pieces.push(mark.kind === 'exit' ? { kind: 'exit', offset: at, exit: mark.exit } : { kind: 'resize', offset: at, cols: mark.cols, rows: mark.rows, owner: mark.owner })
    }
    viewer.at = at
    return pieces
  }

  /** A viewer that has just been served gets the next bytes in company, unless they follow a key. */
  #waitsForMore(viewer: Viewer, enough: boolean): boolean {
    if (enough || viewer.eager) return false
    const rest = viewer.answeredAt + viewerRules.coalesceMs - performance.now()
    if (rest <= 0) return false
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.pump()
    }, Math.ceil(rest))
    return true
  }

  async #sendSnapshot(waiting: Waiting, from: number | undefined): Promise<void> {
    const { log, snapshot, size } = this.#options
    const { viewer } = waiting
    waiting.busy = true
    let made: Snapshot
    try {
      // A reader on a slow way gets less scrollback.
      made = await snapshot(waiting.max < wireLimits.read ? Math.max(smallestSnapshot, waiting.max * 2) : wireLimits.snapshot)
    } catch (error) {
      if (this.#waiting.get(viewer.key) === waiting) this.#waiting.delete(viewer.key)
      waiting.fail(error instanceof Error ? error : new Error(String(error)))
      return
    }
    const { offset, data, cols, rows } = made
    // What the viewer missed in between; of an older run of the supervisor nobody knows how much that was.
    const skipped = from === undefined || from < log.first || from > offset ? 0 : offset - from
    viewer.at = offset
    viewer.mark = log.markBefore(offset)
    this.#send(waiting, [{ kind: 'snapshot', offset, data, cols, rows, skipped }, { kind: 'resize', offset, cols, rows, owner: (log.sizeAt(offset) ?? size()).owner }])
  }

  #send(waiting: Waiting, pieces: Piece[]): void {
    const { viewer } = waiting
    viewer.answeredAt = performance.now()
    viewer.eager = false
    if (this.#waiting.get(viewer.key) === waiting) this.#waiting.delete(viewer.key)
    waiting.answer(pieces)
    this.#options.viewers.regulate()
  }
}
