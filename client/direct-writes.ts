import { TRPCClientError, type Encoder, type OperationResultEnvelope, type TRPCClient, type TRPCLink, type TRPCWebSocketClient } from '@trpc/client'
import { observable, type Observer } from '@trpc/server/observable'
import { wsEncoder } from '../contract/encoder.ts'
import type { AppRouter } from '../server/trpc/router.ts'

type Failure = TRPCClientError<AppRouter>
type Answer = Observer<OperationResultEnvelope<unknown, Failure>, Failure>
const writePath = 'terminals.write'

type Sent = { socket: WebSocket; answer: Answer }

export type DirectWrites = {
  /** The WebSocket client's encoder: what answers a direct write is heard here; the client itself knows no such id. */
  encoder: Encoder
  link: (client: TRPCWebSocketClient) => TRPCLink<AppRouter>
  /** The client with a `terminals.write` that goes past its links where it can be sent at once; `explain` does for it what they do for an error. */
  shortcut: <C extends TRPCClient<AppRouter>>(client: C, socket: TRPCWebSocketClient, explain?: (error: Failure) => Failure) => C
  /** Resolves when every write that is under way was answered, or lost. */
  settled(): Promise<void>
}

/**
 * Sends `terminals.write` on the WebSocket client's own connection, at once. That client holds each call for a timer's turn to send
 * it in company, which is most of a key's way to the screen. Writes stay in their order: while one of them waits for a connection
 * in the client's queue, the others follow it there.
 */
export function createDirectWrites(): DirectWrites {
  const sent = new Map<string, Sent>()
  const watched = new WeakSet<WebSocket>()
  const waiting = new Set<() => void>()
  let queued = 0
  let last = 0

  function settle(id: string, tell: (answer: Answer) => void): void {
    const known = sent.get(id)
    if (!known) return
    sent.delete(id)
    tell(known.answer)
    if (sent.size > 0) return
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  function watch(socket: WebSocket): void {
    if (watched.has(socket)) return
    watched.add(socket)
    const lose = (event: Event): void => {
      for (const [id, { socket: its }] of [...sent]) if (its === socket) settle(id, (answer) => { answer.error(TRPCClientError.from(event)) })
    }
    socket.addEventListener('close', lose)
    socket.addEventListener('error', lose)
  }

  function send(socket: WebSocket, input: unknown, answer: Answer): () => void {
    // A name of our own: the WebSocket client numbers its calls.
    const id = `w${String(last += 1)}`
    watch(socket)
    sent.set(id, { socket, answer })
    socket.send(wsEncoder.encode({ id, method: 'mutation', params: { path: writePath, input } }))
    return () => { settle(id, () => undefined) }
  }

  /** The connection that a write may be sent on at once; null where it would pass one that waits. */
  function freeLine({ connection }: TRPCWebSocketClient): WebSocket | null {
    return queued === 0 && connection?.state === 'open' ? connection.ws : null
  }

  const link = (client: TRPCWebSocketClient): TRPCLink<AppRouter> => () => ({ op, next }) =>
    observable((observer) => {
      if (op.path !== writePath) return next(op).subscribe(observer)
      const line = op.signal ? null : freeLine(client)
      if (line) return send(line, op.input, observer)
      queued += 1
      const subscription = next(op).subscribe(observer)
      return () => {
        queued -= 1
        subscription.unsubscribe()
      }
    })

  function shortcut<C extends TRPCClient<AppRouter>>(client: C, socket: TRPCWebSocketClient, explain = (error: Failure): Failure => error): C {
    const { terminals } = client
    const long = terminals.write
    const write: typeof long = {
      mutate(input, options) {
        const line = options ? null : freeLine(socket)
        if (!line) return long.mutate(input, options)
        const answered = new Promise<unknown>((resolve, reject) => {
          send(line, input, {
            next: ({ result }) => { resolve('data' in result ? result.data : undefined) },
            error: (error) => { reject(explain(error)) },
            complete: () => undefined,
          })
        })
        // What a server says is not checked here, as in the library; nor does the mark of its promises exist outside of its types.
        return answered as ReturnType<typeof long.mutate>
      },
    }
    // The library's client is a proxy that takes every name for a router, so ours stands before it.
    const short = new Proxy(terminals, { get: (target, name) => (name === 'write' ? write : Reflect.get(target, name) as unknown) })
    return new Proxy(client, { get: (target, name) => (name === 'terminals' ? short : Reflect.get(target, name) as unknown) })
  }

  return {
    shortcut,
    encoder: {
      encode: wsEncoder.encode,
      decode(data) {
        const message = wsEncoder.decode(data)
        const answered = answerOf(message)
        if (answered) settle(answered.id, answered.tell)
        return message
      },
    },
    link,
    settled: () => (sent.size === 0 ? Promise.resolve() : new Promise((resolve) => { waiting.add(resolve) })),
  }
}

/** The answer to a call with a name rather than a number; null for all else that a server says. */
function answerOf(message: unknown): { id: string; tell: (answer: Answer) => void } | null {
  if (typeof message !== 'object' || message === null || !('id' in message) || typeof message.id !== 'string') return null
  const { id } = message
  if ('error' in message) return { id, tell: (answer) => { answer.error(TRPCClientError.from(message)) } }
  const data = 'result' in message && typeof message.result === 'object' && message.result !== null && 'data' in message.result ? message.result.data : undefined
  return {
    id,
    tell: (answer) => {
      answer.next({ result: { type: 'data', data } })
      answer.complete()
    },
  }
}
