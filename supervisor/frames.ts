import { Decoder, Encoder } from '@msgpack/msgpack'

/** A frame is a u32 length and that many bytes of msgpack. A peer that announces more is not one of ours, or hostile. */
export const maxFrameBytes = 2 * 1024 * 1024

export class FrameError extends Error {}

export function createFrameEncoder(): (message: unknown) => Buffer {
  const encoder = new Encoder({ ignoreUndefined: true, initialBufferSize: 64 * 1024 })
  return (message) => {
    const body = encoder.encodeSharedRef(message)
    if (body.length > maxFrameBytes) throw new FrameError(`A frame of ${String(body.length)} bytes was to be sent; the limit is ${String(maxFrameBytes)}.`)
    const frame = Buffer.allocUnsafe(4 + body.length)
    frame.writeUInt32BE(body.length, 0)
    frame.set(body, 4)
    return frame
  }
}

/** Begins no msgpack: what such a body says, `short-frames.ts` knows. */
export const shortMark = 0xc1

/** Cuts a byte stream into messages, however it was cut on its way. Throws FrameError on what cannot be a frame. */
export function createFrameDecoder(onMessage: (message: unknown) => void, onShort?: (body: Buffer) => void): (chunk: Buffer) => void {
  const decoder = new Decoder()
  let pending: Buffer[] = []
  let size = 0

  /** The first `n` pending bytes as one piece; they stay pending. */
  function front(n: number): Buffer {
    const first = pending[0]
    if (first && first.length >= n) return first
    const joined = Buffer.concat(pending)
    pending = [joined]
    return joined
  }

  return (chunk) => {
    pending.push(chunk)
    size += chunk.length
    while (size >= 4) {
      const length = front(4).readUInt32BE(0)
      if (length === 0 || length > maxFrameBytes) throw new FrameError(`A frame of ${String(length)} bytes was announced; frames have 1 to ${String(maxFrameBytes)}.`)
      if (size < 4 + length) return
      const whole = front(4 + length)
      const body = whole.subarray(4, 4 + length)
      pending[0] = whole.subarray(4 + length)
      if (pending[0].length === 0) pending.shift()
      size -= 4 + length
      if (onShort && body[0] === shortMark) onShort(body)
      else onMessage(decode(decoder, body))
    }
  }
}

function decode(decoder: Decoder, body: Buffer): unknown {
  try {
    return decoder.decode(body)
  } catch (error) {
    throw new FrameError('A frame holds no msgpack.', { cause: error })
  }
}
