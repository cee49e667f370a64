import { once } from 'node:events'
import { createServer, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDemux, ProcessStream } from './demux.ts'

function frame(stream: number, bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt8(stream, 0)
  head.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}

const frames = fc.array(fc.record({ stream: fc.constantFrom(1, 2), bytes: fc.uint8Array({ maxLength: 40 }) }), { maxLength: 12 })

describe('the engine\'s multiplexed stream', () => {
  test('comes apart byte for byte, however it is cut', () => {
    fc.assert(fc.property(frames, fc.integer({ min: 1, max: 30 }), (sent, size) => {
      const got = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
      const take = createDemux((stream, bytes) => got[stream].push(Buffer.from(bytes)))
      const wire = Buffer.concat(sent.map(({ stream, bytes }) => frame(stream, bytes)))
      for (let at = 0; at < wire.length; at += size) take(wire.subarray(at, at + size))
      const wanted = (stream: number): Buffer => Buffer.concat(sent.filter((one) => one.stream === stream).map(({ bytes }) => bytes))
      expect(Buffer.concat(got.stdout)).toEqual(wanted(1))
      expect(Buffer.concat(got.stderr)).toEqual(wanted(2))
    }))
  })

  test('an error text instead of frames is told as such', () => {
    let said = ''
    const take = createDemux((stream, bytes) => { said += `${stream}:${bytes.toString()} ` })
    take(Buffer.from('OCI runtime exec failed'))
    take(Buffer.from(': no such file'))
    expect(said.replaceAll('stderr:', '').replaceAll(' ', '')).toBe('OCIruntimeexecfailed:nosuchfile')
  })
})

async function pair(): Promise<{ ours: Socket; engine: Socket; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer({ allowHalfOpen: true })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as { port: number }
  const ours = connect(port, '127.0.0.1')
  const [engine] = await once(server, 'connection') as [Socket]
  return { ours, engine, [Symbol.asyncDispose]: async () => { ours.destroy(); engine.destroy(); server.close(); await once(server, 'close') } }
}

describe('a process as a stream', () => {
  test('gives its stdout, takes its stdin, and keeps the end of its stderr', async () => {
    await using both = await pair()
    const stream = new ProcessStream(both.ours)
    stream.end('to stdin')
    both.engine.write(frame(2, Buffer.from('a warning\n')))
    both.engine.end(frame(1, Buffer.from('from stdout')))
    expect(await text(stream)).toBe('from stdout')
    expect(await text(both.engine)).toBe('to stdin')
    expect(stream.stderr).toBe('a warning')
  })

  test('a reader that does not read stops the engine from sending', async () => {
    await using both = await pair()
    const stream = new ProcessStream(both.ours)
    const piece = frame(1, Buffer.alloc(64 * 1024, 'x'))
    let sent = 0
    // Until the kernel's own buffers are full too.
    while (both.engine.writableLength < 4 * 1024 * 1024) {
      both.engine.write(piece)
      sent += 64 * 1024
    }
    await once(stream, 'readable')
    expect(stream.readableLength).toBeLessThan(1024 * 1024)
    both.engine.end()
    let got = 0
    for await (const chunk of stream as AsyncIterable<Buffer>) got += chunk.length
    expect(got).toBe(sent)
  })

  test('its destruction closes the connection', async () => {
    await using both = await pair()
    const stream = new ProcessStream(both.ours)
    const closed = once(both.engine, 'close')
    both.engine.resume()
    both.engine.on('end', () => both.engine.end())
    stream.destroy()
    await closed
    expect(both.ours.destroyed).toBe(true)
  })
})
