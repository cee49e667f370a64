import { offsetsPerIncarnation, type ProcessExit } from '../protocol.ts'
import { Ring } from './ring.ts'

/** What happened between two bytes. `number` counts marks, so that a reader tells which of several at one offset it has seen. */
export type Mark =
  | { kind: 'resize'; number: number; offset: number; cols: number; rows: number; owner: string | null }
  | { kind: 'exit'; number: number; offset: number; exit: ProcessExit }

type Size = { cols: number; rows: number; owner: string | null }
type NewMark = { kind: 'resize'; cols: number; rows: number; owner: string | null } | { kind: 'exit'; exit: ProcessExit }

/** Far more than a person can make: resizes are rate-limited. */
const maxMarks = 4096

/** A terminal's output by absolute offset, with the marks between its bytes. */
export class OutputLog {
  readonly #ring: Ring
  readonly #base: number
  #marks: Mark[] = []
  #sizeBefore: Size | null = null
  #number = 0

  constructor(options: { incarnation: number; capacity: number }) {
    this.#ring = new Ring(options.capacity)
    this.#base = options.incarnation * offsetsPerIncarnation
  }

  get capacity(): number {
    return this.#ring.capacity
  }

  /** Absolute offset of the first byte of this supervisor's run, in the log or not. */
  get first(): number {
    return this.#base
  }

  get start(): number {
    return this.#base + this.#ring.start
  }

  get end(): number {
    return this.#base + this.#ring.end
  }

  holds(offset: number): boolean {
    return offset >= this.start && offset <= this.end
  }

  push(chunk: Uint8Array): void {
    this.#ring.push(chunk)
  }

  mark(mark: NewMark): void {
    this.#number += 1
    this.#marks.push({ ...mark, number: this.#number, offset: this.end })
    const { start } = this
    if (this.#marks.length > maxMarks || (this.#marks[0]?.offset ?? start) < start) {
      this.#sizeBefore = this.sizeAt(start - 1) ?? this.#sizeBefore
      this.#marks = this.#marks.filter((known) => known.offset >= start).slice(-maxMarks)
    }
  }

  /** The first mark at or after `offset` that is newer than `after`. */
  nextMark(offset: number, after: number): Mark | undefined {
    return this.#marks.find((mark) => mark.number > after && mark.offset >= offset)
  }

  /** Number of the last mark before `offset`: a reader that starts there has seen all up to it. */
  markBefore(offset: number): number {
    return this.#marks.findLast((mark) => mark.offset < offset)?.number ?? 0
  }

  /** Size and owner in force at an offset; null where it was never set. */
  sizeAt(offset: number): Size | null {
    const mark = this.#marks.findLast((known) => known.kind === 'resize' && known.offset <= offset)
    return mark?.kind === 'resize' ? { cols: mark.cols, rows: mark.rows, owner: mark.owner } : this.#sizeBefore
  }

  /** Bytes from `offset` to `until` at the latest, at most `max`. */
  read(offset: number, until: number, max: number): Buffer {
    return this.#ring.read(offset - this.#base, Math.min(max, until - offset))
  }
}
