import { encode } from '@msgpack/msgpack'
import { describe, expect, it } from 'vitest'
import { createFrameDecoder, FrameError } from './frames.ts'
import { calls, type ReadAnswer } from '../protocol.ts'
import { Refusal } from './refusal.ts'
import { ShapeError } from './shapes.ts'
import { answerShort, ShortCalls } from './short-calls.ts'

const answers = { output: ({ offset, bytes }: { offset: number; bytes: Uint8Array }): ReadAnswer => ({ pieces: [{ kind: 'data', offset, bytes }] }), other: calls.read.answers }
type Answering = Parameters<typeof answerShort>[1]

/** The two ends, with what goes from each to the other cut into pieces of `cut` bytes. */
function joined(answering: Answering, cut = Infinity): ShortCalls<ReadAnswer> {
  const inPieces = (take: (chunk: Buffer) => void) => (parts: readonly Uint8Array[]): void => {
    const stream = Buffer.concat(parts)
    for (let at = 0; at < stream.length; at += cut) take(stream.subarray(at, at + cut))
  }
  const noMessage = (): void => { throw new Error('a message came in place of a short frame') }
  const toServer = inPieces(createFrameDecoder({ message: noMessage, short: (body) => { short.hear(body) } }))
  const toSupervisor = inPieces(createFrameDecoder({ message: noMessage, short: answerShort(toServer, answering) }))
  const short = new ShortCalls(toSupervisor, answers)
  return short
}

const read = { terminalId: 'a', viewer: 'v', clientId: undefined, offset: undefined, max: 1 }
const write = { terminalId: 'a', clientId: undefined, seq: undefined, data: Buffer.from('x') }
const refusing: Answering = { read: () => Promise.reject(new Refusal('not-found', 'No.')), write: () => Promise.reject(new Refusal('conflict', 'No.')) }
const answering = (answer: ReadAnswer): Answering => ({ read: () => Promise.resolve(answer), write: () => Promise.resolve() })

describe('short calls', () => {
  it.each([Infinity, 1, 7])('T4 say what the call says, in pieces of %s bytes', async (cut) => {
    const heard: unknown[] = []
    const short = joined({
      read: (input) => {
        heard.push(calls.read.takes(input, 'read'))
        return Promise.resolve({ pieces: [{ kind: 'data', offset: 2 ** 45 + 1, bytes: Buffer.from([0, 0xc1, 255]) }] })
      },
      write: (input) => {
        heard.push(calls.write.takes(input, 'write'))
        return Promise.resolve()
      },
    }, cut)
    const resumed = { ...read, clientId: 'page', offset: 2 ** 41 + 7, max: 4096 }
    const numbered = { ...write, clientId: 'page', seq: 2 ** 40, data: Buffer.from([0, 1, 255]) }
    const nothing = { ...write, data: Buffer.alloc(0) }
    const [answer] = await Promise.all([short.read(resumed), short.read(read), short.write(numbered), short.write(nothing)])
    expect(answer).toEqual({ pieces: [{ kind: 'data', offset: 2 ** 45 + 1, bytes: Buffer.from([0, 0xc1, 255]) }] })
    expect(heard).toEqual([resumed, read, numbered, nothing])
  })

  it.each<ReadAnswer>([
    { pieces: [] },
    { pieces: [{ kind: 'snapshot', offset: 5, data: 'screen', cols: 80, rows: 24, skipped: 0 }, { kind: 'resize', offset: 5, cols: 80, rows: 24, owner: null }] },
    { pieces: [{ kind: 'data', offset: 0, bytes: Buffer.from('a') }, { kind: 'resize', offset: 1, cols: 9, rows: 9, owner: 'page' }] },
  ])('answer with more than output too: %j', async (answer) => {
    expect(await joined(answering(answer)).read(read)).toEqual(answer)
  })

  it('are refused with a sentence, and rejected when the connection breaks', async () => {
    const short = joined(refusing)
    await expect(short.read(read)).rejects.toMatchObject({ kind: 'not-found', message: 'No.' })
    await expect(short.write(write)).rejects.toMatchObject({ kind: 'conflict', message: 'No.' })
    const silent = joined({ read: () => new Promise(() => undefined), write: () => new Promise(() => undefined) })
    const lost = [silent.read(read), silent.write(write)]
    silent.close(new Error('broken'))
    for (const call of lost) await expect(call).rejects.toThrow('broken')
  })

  it('are held to their shape by the supervisor', async () => {
    const held = <T>(check: () => T): Promise<T> => new Promise((resolve) => { resolve(check()) })
    const short = joined({ read: (input) => held(() => calls.read.takes(input, 'read')).then(() => ({ pieces: [] })), write: (input) => held(() => calls.write.takes(input, 'write')) })
    await expect(short.read({ ...read, max: 2 ** 31 })).rejects.toMatchObject({ kind: 'bad-input' })
    await expect(short.write({ ...write, terminalId: 'a/b' })).rejects.toMatchObject({ kind: 'bad-input' })
    await expect(short.write({ ...write, seq: 0.5 })).rejects.toMatchObject({ kind: 'bad-input' })
  })

  const head = [0xc1, 3, 0, 0, 0, 1]
  it.each<[string, number[], new () => Error]>([
    ['of no kind', [0xc1, 9, 0, 0, 0, 1], FrameError],
    ['without a number', [0xc1, 4], FrameError],
    ['without its fields', head, FrameError],
    ['with an offset that is none', [...head, 0xbf, 0xf0, 0, 0, 0, 0, 0, 0], ShapeError],
    ['with what is no msgpack', [0xc1, 5, 0, 0, 0, 1, 0xc1], FrameError],
    ['with what is no answer', [0xc1, 5, 0, 0, 0, 1, ...encode('text')], ShapeError],
    ['of a server', [0xc1, 2, 0, 0, 0, 1, 1, 97, 0, 0, 0, 0, 0, 0, 0, 0, 0], ShapeError],
  ])('a frame %s is no answer', (_, body, error) => {
    expect(() => { new ShortCalls(() => undefined, answers).hear(Buffer.from(body)) }).toThrow(error)
  })

  it.each<[string, number[], new () => Error]>([
    ['of a supervisor', [0xc1, 4, 0, 0, 0, 1], ShapeError],
    ['whose text goes on behind its end', [0xc1, 2, 0, 0, 0, 1, 200, 97], FrameError],
  ])('a frame %s is no call', (_, body, error) => {
    expect(() => { answerShort(() => undefined, refusing)(Buffer.from(body)) }).toThrow(error)
  })
})
