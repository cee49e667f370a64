import { decode, encode } from '@msgpack/msgpack'
import { FrameError } from './frames.ts'
import { refusalOf, refusalToWire } from './refusal.ts'
import { isObject, ShapeError, type Shape } from './shapes.ts'
import { answerFrame, outputFrame, parseShort, readFrame, writeFrame, writtenFrame, type Output, type Read, type Write } from './short-frames.ts'

type Send = (parts: readonly Uint8Array[]) => void
type Waiting<T> = { resolve: (answer: T) => void; reject: (error: Error) => void }

/** What becomes of an answer to `read`: one of output alone, and any other, which is held to its shape. */
type Answers<T> = { output: (output: Output) => T; other: Shape<T> }

/** `read` and `write` as the server calls them. */
export class ShortCalls<ReadAnswer> {
  readonly #send: Send
  readonly #answers: Answers<ReadAnswer>
  readonly #reads = new Map<number, Waiting<ReadAnswer>>()
  readonly #writes = new Map<number, Waiting<undefined>>()
  #last = 0

  constructor(send: Send, answers: Answers<ReadAnswer>) {
    this.#send = send
    this.#answers = answers
  }

  read(input: Read): Promise<ReadAnswer> {
    return new Promise((resolve, reject) => {
      const number = this.#next()
      this.#send([readFrame(number, input)])
      this.#reads.set(number, { resolve, reject })
    })
  }

  write(input: Write): Promise<undefined> {
    return new Promise((resolve, reject) => {
      const number = this.#next()
      this.#send([writeFrame(number, input), input.data])
      this.#writes.set(number, { resolve, reject })
    })
  }

  /** Throws FrameError or ShapeError on what is no answer. */
  hear(body: Buffer): void {
    const frame = parseShort(body)
    const { number } = frame
    switch (frame.kind) {
      case 'output':
        if (!Number.isSafeInteger(frame.offset) || frame.offset < 0) throw new ShapeError('Output has an offset that is none.')
        taken(this.#reads, number)?.resolve(this.#answers.output(frame))
        return
      case 'written':
        taken(this.#writes, number)?.resolve(undefined)
        return
      case 'answer': {
        const { r, e } = parseAnswer(frame.body)
        const read = taken(this.#reads, number)
        if (e !== undefined) (read ?? taken(this.#writes, number))?.reject(refusalOf(e))
        else read?.resolve(this.#answers.other(r, 'read'))
        return
      }
      case 'read':
      case 'write':
        throw new ShapeError('A supervisor asks nothing by a short frame.')
    }
  }

  close(reason: Error): void {
    for (const waiting of [this.#reads, this.#writes]) {
      for (const { reject } of waiting.values()) reject(reason)
      waiting.clear()
    }
  }

  #next(): number {
    this.#last = (this.#last + 1) % 2 ** 32
    return this.#last
  }
}

type Pieces = { pieces: readonly (({ kind: 'data' } & Output) | { kind: 'snapshot' | 'resize' | 'exit' })[] }
type Answering = { read: (input: unknown) => Promise<Pieces>; write: (input: unknown) => Promise<unknown> }

/** The supervisor's end: hears the body of a frame, calls what answers it, and sends that. Throws FrameError or ShapeError on what is no call. */
export function answerShort(send: Send, { read, write }: Answering): (body: Buffer) => void {
  const refuse = (number: number, error: unknown): void => { sendAnswer(number, { e: refusalToWire(error) }) }
  function sendAnswer(number: number, answer: { r: unknown } | { e: unknown }): void {
    const body = encode(answer, { ignoreUndefined: true })
    send([answerFrame(number, body), body])
  }
  return (body) => {
    const frame = parseShort(body)
    const { number } = frame
    switch (frame.kind) {
      case 'read':
        read(frame.input).then((answer) => {
          const [piece, ...more] = answer.pieces
          if (piece?.kind === 'data' && more.length === 0) send([outputFrame(number, piece), piece.bytes])
          else sendAnswer(number, { r: answer })
        }).catch((error: unknown) => { refuse(number, error) })
        return
      case 'write':
        write(frame.input).then(() => { send([writtenFrame(number)]) }, (error: unknown) => { refuse(number, error) })
        return
      case 'output':
      case 'written':
      case 'answer':
        throw new ShapeError('A server answers nothing by a short frame.')
    }
  }
}

function parseAnswer(body: Buffer): { r: unknown; e: unknown } {
  let answer: unknown
  try {
    answer = decode(body)
  } catch (error) {
    throw new FrameError('A short frame holds no msgpack.', { cause: error })
  }
  if (!isObject(answer)) throw new ShapeError('An answer must be an object.')
  return { r: answer.r, e: answer.e }
}

function taken<T>(waiting: Map<number, T>, number: number): T | undefined {
  const found = waiting.get(number)
  waiting.delete(number)
  return found
}
