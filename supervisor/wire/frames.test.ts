import { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { channel, ConnectionLost } from './channel.ts'
import { createFrameDecoder, createFrameEncoder, FrameError, maxFrameBytes } from './frames.ts'
import { Refusal } from './refusal.ts'

describe('frames', () => {
  test('arrive whole, cut at every byte', () => {
    const encode = createFrameEncoder()
    const messages = [{ a: 1 }, 'text', new Uint8Array([1, 2, 3]), [null, true, 2 ** 45]]
    const stream = Buffer.concat(messages.map((message) => encode(message)))
    for (let cut = 0; cut <= stream.length; cut++) {
      const got: unknown[] = []
      const decode = createFrameDecoder({ message: (message) => got.push(message) })
      decode(stream.subarray(0, cut))
      decode(stream.subarray(cut))
      expect(got.map((message) => (message instanceof Uint8Array ? new Uint8Array(message) : message))).toEqual(messages)
    }
  })

  test('that are long arrive whole too, in memory of their own, however they are cut', () => {
    const encode = createFrameEncoder()
    const messages = [new Uint8Array(150_000).fill(1), 'between', new Uint8Array(20_000).fill(2), new Uint8Array(70_000).fill(3), 'end']
    const stream = Buffer.concat(messages.map((message) => encode(message)))
    for (const cut of [1_000, 16_384, 149_999, 150_009, 65_536]) {
      const got: unknown[] = []
      const lengths: number[] = []
      const decode = createFrameDecoder({
        message: (message) => got.push(message),
        allocate: (length) => {
          lengths.push(length)
          return Buffer.alloc(length)
        },
      })
      for (let at = 0; at < stream.length; at += cut) decode(stream.subarray(at, at + cut))
      expect(got.map((message) => (message instanceof Uint8Array ? new Uint8Array(message) : message))).toEqual(messages)
      expect(lengths).toEqual([150_005, 70_005])
    }
  })

  test('that are too large are refused before a byte of them is kept, either way', () => {
    const decode = createFrameDecoder({ message: () => undefined })
    const header = Buffer.alloc(4)
    header.writeUInt32BE(maxFrameBytes + 1)
    expect(() => decode(header)).toThrow(FrameError)
    expect(() => createFrameDecoder({ message: () => undefined })(Buffer.alloc(4))).toThrow(FrameError)
    expect(() => createFrameEncoder()(new Uint8Array(maxFrameBytes))).toThrow(FrameError)
  })

  test('of something else than msgpack are an error', () => {
    expect(() => createFrameDecoder({ message: () => undefined })(Buffer.from([0, 0, 0, 2, 0xc1, 0xc1]))).toThrow(FrameError)
  })
})

/** Two streams, each of which reads what the other writes. */
function pair(): [Duplex, Duplex] {
  const ends: [Duplex, Duplex] = [end(() => ends[1]), end(() => ends[0])]
  return ends
}

function end(other: () => Duplex): Duplex {
  return new Duplex({
    read: () => undefined,
    write: (chunk, _, done) => {
      other().push(chunk)
      done()
    },
  })
}

describe('a channel', () => {
  test('answers calls with values, and with refusals that keep their kind', async () => {
    const [here, there] = pair()
    channel({
      stream: there,
      functions: {
        double: (n) => Number(n) * 2,
        refuse: () => {
          throw new Refusal('conflict', 'No.')
        },
        fail: () => {
          throw new Error('/secret/path')
        },
      },
      onClose: () => undefined,
    })
    const caller = channel({ stream: here, functions: {}, onClose: () => undefined })
    expect(await caller.call('double', 21)).toBe(42)
    await expect(caller.call('refuse', null)).rejects.toMatchObject({ kind: 'conflict', message: 'No.' })
    await expect(caller.call('fail', null)).rejects.toMatchObject({ kind: 'failed' })
    await expect(caller.call('toString', null)).rejects.toMatchObject({ kind: 'failed' })
  })

  test('T4 what one turn has to say leaves in one piece, the next turn in another', async () => {
    const pieces: number[] = []
    const stream = new Duplex({
      read: () => undefined,
      writev: (chunks, done) => {
        pieces.push(chunks.length)
        done()
      },
    })
    const wire = channel({ stream, functions: {}, onClose: () => undefined })
    wire.tell('echo', null)
    await Promise.resolve()
    wire.tell('receipt', null)
    expect(pieces).toEqual([])
    await new Promise((resolve) => { setImmediate(resolve) })
    expect(pieces).toEqual([2])
    wire.tell('later', null)
    await new Promise((resolve) => { setImmediate(resolve) })
    expect(pieces).toEqual([2, 1])
  })

  test('rejects what is under way when it breaks, and says so once', async () => {
    const [here, there] = pair()
    channel({ stream: there, functions: { wait: () => new Promise(() => undefined) }, onClose: () => undefined })
    const reasons: (Error | null)[] = []
    const caller = channel({ stream: here, functions: {}, onClose: (reason) => reasons.push(reason) })
    const call = caller.call('wait', null)
    here.destroy()
    await expect(call).rejects.toBeInstanceOf(ConnectionLost)
    await expect(caller.call('wait', null)).rejects.toBeInstanceOf(ConnectionLost)
    expect(reasons).toHaveLength(1)
  })

  test.each([
    ['no object', 'text'],
    ['neither call nor answer', { t: 'x' }],
    ['a call of no name', { t: 'q', m: 5, a: [] }],
    ['an endless id', { t: 's', i: 'x'.repeat(100) }],
  ])('closes on %s', (_, message) => {
    const [here, there] = pair()
    let reason: Error | null | undefined
    channel({ stream: here, functions: {}, onClose: (why) => { reason = why } })
    there.write(createFrameEncoder()(message))
    return expect.poll(() => reason).toBeInstanceOf(Error)
  })
})
