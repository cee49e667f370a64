import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { Problem } from './problem.ts'

export type Handlers = {
  request: (request: IncomingMessage, response: ServerResponse) => void
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

export type Listening = { port: number; handle: (handlers: Handlers) => void; close: () => Promise<void> }

/**
 * Takes a port on 127.0.0.1 and, where there is IPv6, on ::1: browsers try both for a loopback name, and a foreign listener on
 * either would get their traffic. Until `handle` gives the handlers, requests are told to come again. Port 0 = any.
 */
export async function listen(port: number): Promise<Listening> {
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
