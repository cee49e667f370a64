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

/** Longer frames get memory from `allocate`: pieces of a flood to a viewer that keeps up, and not the small ones that a slow line gets. */
const longFrameBytes = 64 * 1024

export type FrameListener = {
  message: (message: unknown) => void
  short?: (body: Buffer) => void
  /** Memory for the body of a long frame. */
  allocate?: (length: number) => Buffer
}

/**
 * Cuts a byte stream into messages, however it was cut on its way. Each has memory of its own: a chunk may be overwritten once it was
 * taken. Throws FrameError on what cannot be a frame.
 */
export function createFrameDecoder({ message: onMessage, short: onShort, allocate = (length) => Buffer.allocUnsafe(length) }: FrameListener): (chunk: Buffer) => void {
  const decoder = new Decoder()
  const head = Buffer.alloc(4)
  let body: Buffer | null = null
  /** Bytes of the head, or of the body once that is known, that are there. */
  let filled = 0

  function memoryFor(length: number): Buffer {
    if (length === 0 || length > maxFrameBytes) throw new FrameError(`A frame of ${String(length)} bytes was announced; frames have 1 to ${String(maxFrameBytes)}.`)
    return length < longFrameBytes ? Buffer.allocUnsafe(length) : allocate(length)
  }

  function take(whole: Buffer): void {
    if (onShort && whole[0] === shortMark) onShort(whole)
    else onMessage(decode(decoder, whole))
  }

  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      const into = body ?? head
      const copied = chunk.copy(into, filled, at)
      at += copied
      filled += copied
      if (filled < into.length) return
      filled = 0
      if (body) {
        body = null
        take(into)
      } else body = memoryFor(head.readUInt32BE(0))
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
