import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Problem } from './problem.ts'

export type Handlers = {
  request: (request: IncomingMessage, response: ServerResponse) => void
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

/** How long one that is turned away may take to read why. */
const turnedAwayMs = 1_000
/** Of those at once: they too take room. */
const mostTurnedAway = 8

/** Asked for each connection: a sentence that says why it is not taken, or null. */
export type Refusal = () => string | null

export type Listening = { port: number; handle: (handlers: Handlers) => void; close: () => Promise<void> }

/**
 * Takes a port on 127.0.0.1 and, where there is IPv6, on ::1: browsers try both for a loopback name, and a foreign listener on
 * either would get their traffic. Until `handle` gives the handlers, requests are told to come again. Port 0 = any.
 */
export async function listen(port: number, refusal: Refusal = () => null): Promise<Listening> {
  const servers = [await bind('127.0.0.1', port)]
  const taken = (servers[0]?.address() as AddressInfo).port
  try {
    servers.push(await bind('::1', taken))
  } catch (error) {
    if (!isWithoutIpv6(error)) {
      await closeAll(servers)
      throw error
    }
  }
  for (const server of servers) refuseBeforehand(server, refusal)
  return {
    port: taken,
    handle({ request, upgrade }) {
      for (const server of servers) server.off('request', starting).on('request', request).on('upgrade', upgrade)
    },
    close: () => closeAll(servers),
  }
}

async function bind(host: string, port: number): Promise<Server> {
  const server = createServer({ maxHeaderSize: 16 * 1024 }, starting)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  }).catch((error: unknown) => {
    if (codeOf(error) === 'EADDRINUSE') throw new Problem('conflict', `Port ${String(port)} on ${host} is taken by another program. Stop it, or set PORT to another number.`)
    if (codeOf(error) === 'EACCES') throw new Problem('precondition', `Port ${String(port)} may not be taken by this user. Set PORT to a number above 1024.`)
    throw error
  })
  return server
}

/** A connection that cannot be kept hears why before it has asked for anything: reading its request first would keep it open. */
function refuseBeforehand(server: Server, refusal: Refusal): void {
  const take = server.listeners('connection')
  const leaving = new Set<Socket>()
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const reason = refusal()
    if (reason === null) for (const listener of take) listener.call(server, socket)
    else turnAway(leaving, socket, reason)
  })
}

function turnAway(leaving: Set<Socket>, socket: Socket, reason: string): void {
  leaving.add(socket)
  const [longest] = leaving
  if (leaving.size > mostTurnedAway) longest?.destroy()
  // What is unread at the close would take the answer with it.
  socket.on('error', () => { socket.destroy() }).resume()
  const timer = setTimeout(() => { socket.destroy() }, turnedAwayMs)
  socket.on('close', () => {
    clearTimeout(timer)
    leaving.delete(socket)
  })
  socket.end(`HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${String(Buffer.byteLength(reason) + 1)}\r\n\r\n${reason}\n`)
}

function starting(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end('claudework is starting.\n')
}

function isWithoutIpv6(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

async function closeAll(servers: Server[]): Promise<void> {
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => {
    server.close(() => { resolve() })
    server.closeAllConnections()
  })))
}
