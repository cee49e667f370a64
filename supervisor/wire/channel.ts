import type { Duplex } from 'node:stream'
import { createBirpc } from 'birpc'
import { createFrameDecoder, createFrameEncoder } from './frames.ts'
import { refusalOf, refusalToWire } from './refusal.ts'
import { isObject, ShapeError } from './shapes.ts'

export class ConnectionLost extends Error {
  constructor(options?: ErrorOptions) {
    super('The connection to the supervisor was lost.', options)
  }
}

type Functions = Record<string, (...args: unknown[]) => unknown>

export type ChannelOptions = {
  stream: Duplex
  functions: Functions
  onShort?: (body: Buffer) => void
  /** Memory for long frames. */
  allocate?: (length: number) => Buffer
  onClose: (reason: Error | null) => void
}

export type Channel = {
  /** Rejects with a Refusal that the peer sent, or with ConnectionLost. */
  call(method: string, input: unknown): Promise<unknown>
  tell(event: string, input: unknown): void
  /** A short frame, in parts that are sent one behind the other. */
  send(parts: readonly Uint8Array[]): void
  /** `performance.now()` of the last bytes that arrived. */
  readonly heardAt: number
  readonly closed: boolean
  close(reason?: Error): void
}

/** The peer is slow, not dead: what waits to be sent is bounded by the callers, one answer each. */
const sendBufferBytes = 8 * 1024 * 1024

/**
 * Typed calls over a byte stream, both ways: `functions` answer the peer. Anything that is no frame, or no message, closes the
 * stream; so does a peer that lets 8 MB pile up. `onClose` is called once, with the reason where there is one.
 */
export function channel(options: ChannelOptions): Channel {
  const { stream, functions, onShort, allocate, onClose } = options
  const encode = createFrameEncoder()
  let heardAt = performance.now()
  let closed = false
  let receive: (message: unknown) => void = () => undefined

  /** What one turn has to say goes out as one piece, and wakes the peer once. */
  function together(): void {
    if (stream.writableCorked > 0) return
    stream.cork()
    process.nextTick(() => { stream.uncork() })
  }

  function post(parts: readonly Uint8Array[]): void {
    if (closed) return
    together()
    for (const part of parts) stream.write(part)
    if (stream.writableLength > sendBufferBytes) close(new Error('The peer does not take what it is sent.'))
  }

  const rpc = createBirpc<Functions, Functions, false>(functions, {
    proxify: false,
    timeout: -1,
    post: (message) => {
      if (!closed) post([encode(message)])
    },
    on: (listener) => {
      receive = listener
    },
    serialize: (message: unknown) => (isObject(message) && message.e !== undefined ? { ...message, e: refusalToWire(message.e) } : message),
    resolver: (name, found) => (Object.hasOwn(functions, name) ? found : undefined),
    // birpc hands over rejected calls here too, without a method, and would answer them with nothing if this said true.
    onGeneralError: (error, method) => {
      if (method === undefined) return false
      close(error)
      return true
    },
  })

  const isClosed = (): boolean => closed

  function close(reason: Error | null): void {
    if (closed) return
    closed = true
    rpc.$close(new ConnectionLost({ cause: reason }))
    stream.destroy()
    onClose(reason)
  }

  const decode = createFrameDecoder({
    message: (message) => { if (!closed) receive(parseMessage(message)) },
    ...(onShort && { short: (body) => { if (!closed) onShort(body) } }),
    ...(allocate && { allocate }),
  })
  stream.on('data', (chunk: Buffer) => {
    heardAt = performance.now()
    try {
      decode(chunk)
    } catch (error) {
      close(error instanceof Error ? error : new Error(String(error)))
    }
  })
  stream.on('error', (error) => close(error))
  stream.on('end', () => close(null))
  stream.on('close', () => close(null))

  return {
    async call(method, input) {
      if (closed) throw new ConnectionLost()
      try {
        return await rpc.$call(method, input)
      } catch (error) {
        if (error instanceof Error) throw isClosed() ? new ConnectionLost({ cause: error }) : error
        throw refusalOf(error)
      }
    },
    tell(event, input) {
      if (!closed) void rpc.$callEvent(event, input)
    },
    send: post,
    get heardAt() {
      return heardAt
    },
    get closed() {
      return closed
    },
    close: (reason) => close(reason ?? null),
  }
}

/** birpc trusts its peer's envelope; this does not. */
function parseMessage(message: unknown): unknown {
  if (!isObject(message)) throw new ShapeError('A message must be an object.')
  const { t, i, m, a } = message
  if (i !== undefined && (typeof i !== 'string' || i.length > 64)) throw new ShapeError('A message has an id that is none.')
  if (t === 'q' && typeof m === 'string' && m.length <= 64 && Array.isArray(a) && a.length <= 1) return i === undefined ? { t, m, a } : { t, m, a, i }
  if (t === 's' && typeof i === 'string') return { t, i, r: message.r, e: message.e }
  throw new ShapeError('A message is neither a call nor an answer.')
}
