// The API over WebSocket: admission on upgrade, a caller made from the first message, sockets that end with their sign-in.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TRPCError } from '@trpc/server'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import type { Logger } from 'pino'
import { WebSocketServer, type WebSocket } from 'ws'
import { closeTooSlow, closeUnauthorized } from '../contract/close-code.ts'
import { limits } from '../contract/limits.ts'
import { ApiSocket } from './api-socket.ts'
import { isApi, type Admit } from './auth/admit.ts'
import { bearerOf } from './auth/auth.ts'
import type { Caller, Context, Rooms } from './trpc/context.ts'
import { directWrite } from './trpc/direct-write.ts'
import { createFlow } from './trpc/flow.ts'
import { outputEncoder } from './trpc/output-encoder.ts'
import { appRouter } from './trpc/router.ts'

const signInMs = 3_000

export type SocketDeps = {
  rooms: Rooms
  admit: Admit
  log: Logger
  /** Upgrades on other paths, in development. */
  otherUpgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined
}

export function createSocket({ rooms, admit, log, otherUpgrade }: SocketDeps) {
  const { auth } = rooms
  const wss = new WebSocketServer({ noServer: true, maxPayload: limits.wsPayload, perMessageDeflate: false, WebSocket: ApiSocket })
  const signInOf = new Map<WebSocket, string | null>()
  const handler = applyWSSHandler({
    wss,
    router: appRouter,
    experimental_encoder: outputEncoder,
    maxBatchSize: limits.wsBatch,
    keepAlive: { enabled: true, pingMs: 30_000, pongWaitMs: 5_000 },
    createContext: ({ req, res, info }): Context => {
      const caller = callerOf(req, info.connectionParams ?? {})
      // Throwing here would make clients retry for ever without knowing why; the close code tells them.
      if (caller.via === 'nobody') queueMicrotask(() => { res.close(closeUnauthorized, 'sign in') })
      else signInOf.set(res, caller.signInId)
      const ctx: Context = { ...rooms, caller, setCookie: null, userAgent: req.headers['user-agent'] ?? '', flow: createFlow(res) }
      if (res instanceof ApiSocket) takeWrites(res, ctx)
      return ctx
    },
    onError: noteFailure,
  })

  function noteFailure({ error, path }: { error: TRPCError; path?: string | undefined }): void {
    if (error.code === 'INTERNAL_SERVER_ERROR') log.error({ err: error.cause ?? error, path }, 'call failed')
  }

  /** Keys go past the handler; never past a message that is still on its way through it. */
  function takeWrites(socket: ApiSocket, ctx: Context): void {
    let behind = true
    const caughtUp = (): void => { behind = false }
    setImmediate(caughtUp)
    socket.take = (data) => {
      if (!behind && directWrite(data, { line: socket, ctx, onError: noteFailure })) return true
      if (!behind) setImmediate(caughtUp)
      behind = true
      return false
    }
  }

  wss.on('connection', (socket) => {
    const tooSlow = (): void => { if (!signInOf.has(socket)) socket.close(closeUnauthorized, closeTooSlow) }
    // A turn later: where it was we who were busy, what has come in the meantime is read first.
    const timer = setTimeout(() => { setImmediate(tooSlow) }, signInMs)
    socket.on('error', (error) => { log.debug({ err: error }, 'socket error') })
    socket.on('close', () => {
      clearTimeout(timer)
      signInOf.delete(socket)
    })
  })

  const stopWatching = auth.signIns.onRevoke((id) => {
    for (const [socket, signInId] of signInOf) if (signInId === id) end(socket)
  })

  function callerOf(request: IncomingMessage, params: Record<string, string | undefined>): Caller {
    const token = bearerOf(request.headers.authorization) ?? params['token'] ?? null
    if (token !== null) return { via: auth.isToken(token) ? 'token' : 'nobody', signInId: null }
    // The cookie half counts only from our own page, which always sends an Origin; admit() has compared it.
    if (request.headers.origin === undefined) return { via: 'nobody', signInId: null }
    const signIn = auth.signIns.byBothHalves(auth.cookie.read(request.headers.cookie), params['key'] ?? null)
    return signIn ? { via: 'both', signInId: signIn.id } : { via: 'nobody', signInId: null }
  }

  return {
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      // Without a listener a reset connection would end the process.
      socket.on('error', (error) => { log.debug({ err: error }, 'upgrade socket error') })
      const admission = admit(request, 'upgrade')
      if (!admission.admitted) refuse(socket, admission.status)
      else if (isApi(request.url)) wss.handleUpgrade(request, socket, head, (ws) => { wss.emit('connection', ws, request) })
      else if (otherUpgrade) otherUpgrade(request, socket, head)
      else refuse(socket, 404)
    },
    close: (): void => {
      stopWatching()
      handler.broadcastReconnectNotification()
      wss.close()
      for (const client of wss.clients) client.terminate()
    },
  }
}

function end(socket: WebSocket): void {
  socket.close(closeUnauthorized, 'signed out')
  // A client that does not answer the close must not keep reading.
  setTimeout(() => { socket.terminate() }, 500).unref()
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${String(status)} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
