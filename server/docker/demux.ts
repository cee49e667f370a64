import { Duplex } from 'node:stream'
import type { Duplex as Socket } from 'node:stream'

const headerBytes = 8
const stderrStream = 2

export type OnFrame = (stream: 'stdout' | 'stderr', bytes: Buffer) => void

/**
 * Takes the engine's multiplexed stream apart: 8 bytes of head (stream, 3 zeros, length), then the bytes. Hands pieces on as they
 * come, without waiting for whole frames and without copying. What is not such a stream (an error text) counts as stderr.
 */
export function createDemux(onFrame: OnFrame): (chunk: Buffer) => void {
  let head: Buffer = Buffer.alloc(0)
  let stream: 'stdout' | 'stderr' = 'stdout'
  let left = 0
  let raw = false
  return (chunk) => {
    let rest = chunk
    while (rest.length > 0) {
      if (raw) {
        onFrame('stderr', rest)
        return
      }
      if (left > 0) {
        const piece = rest.subarray(0, left)
        left -= piece.length
        rest = rest.subarray(piece.length)
        onFrame(stream, piece)
        continue
      }
      const missing = headerBytes - head.length
      head = head.length === 0 ? rest.subarray(0, missing) : Buffer.concat([head, rest.subarray(0, missing)])
      rest = rest.subarray(missing)
      if (!couldBeHead(head)) {
        raw = true
        onFrame('stderr', head)
      } else if (head.length === headerBytes) {
        stream = head.readUInt8(0) === stderrStream ? 'stderr' : 'stdout'
        left = head.readUInt32BE(4)
        head = Buffer.alloc(0)
      }
    }
  }
}

function couldBeHead(head: Buffer): boolean {
  return head.readUInt8(0) <= stderrStream && head.subarray(1, 4).every((byte) => byte === 0)
}

const keptStderr = 4 * 1024

/** A process in a container as a byte stream: reads its stdout, writes its stdin. Its end is the end of both. */
export class ProcessStream extends Duplex {
  readonly #socket: Socket
  #stderr: Buffer = Buffer.alloc(0)

  constructor(socket: Socket, onStderr: (bytes: Buffer) => void = () => undefined) {
    super()
    this.#socket = socket
    const demux = createDemux((stream, bytes) => {
      if (stream === 'stderr') onStderr(bytes)
      if (stream === 'stderr') this.#stderr = Buffer.concat([this.#stderr, bytes]).subarray(-keptStderr)
      else if (!this.push(bytes)) socket.pause()
    })
    socket.on('data', demux)
    socket.on('end', () => this.push(null))
    socket.on('error', (error) => this.destroy(error))
    socket.on('close', () => {
      if (!this.readableEnded) this.push(null)
    })
  }

  /** The end of what the process said on stderr. */
  get stderr(): string {
    return this.#stderr.toString('utf8').trim()
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => { done() })
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }
}
