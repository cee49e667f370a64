// Where the agent's hooks report to: HTTP on the loopback of the session's own place. The agent posts by itself, so an image needs
// no program for it. The address holds a secret, since on the host every user, and every web page, can reach a loopback port.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export type HookListener = { url: string; close(): void }

/** A tool's input or result can be a whole file. */
const maxBodyBytes = 4 * 1024 * 1024
const maxConnections = 16

/** `onBody` gets the body of each request that knew the address; what it holds is anybody's guess. */
export async function listenForHooks(onBody: (body: string) => void): Promise<HookListener> {
  const path = `/hook/${randomBytes(24).toString('base64url')}`
  const server = createServer({ maxHeaderSize: 16 * 1024, headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 5_000 }, (request, response) => {
    answer(request, response, { path, onBody }).catch((error: unknown) => { response.destroy(error instanceof Error ? error : undefined) })
  })
  server.maxConnections = maxConnections
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.on('error', (error) => { console.error(JSON.stringify({ at: new Date().toISOString(), level: 'error', what: 'hooks', error: String(error) })) })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The hook listener has no port.')
  return {
    url: `http://127.0.0.1:${String(address.port)}${path}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, { path, onBody }: { path: string; onBody: (body: string) => void }): Promise<void> {
  const known = isSame(request.url ?? '', path) && request.method === 'POST'
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    // Read to its end all the same: an agent that cannot deliver a report shows an error to the person.
    if (known && size <= maxBodyBytes) chunks.push(chunk)
  }
  response.writeHead(known ? 200 : 404, { 'content-length': 0 }).end()
  if (known && size <= maxBodyBytes) onBody(Buffer.concat(chunks).toString('utf8'))
}

function isSame(given: string, wanted: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(wanted)
  return a.length === b.length && timingSafeEqual(a, b)
}
