import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Logger } from 'pino'
import type { Sessions } from './sessions/sessions.ts'

const path = /^\/rescues\/download\/([\w-]{1,100})$/

/** Whether a request is for a rescue's archive. Its URL is all that a browser's download has: a code in it stands for a sign-in, once. */
export function isRescueDownload({ url }: IncomingMessage): boolean {
  return path.test(url ?? '')
}

/** Sends the archive as a file to keep: what is in it was written by an agent, so that no browser may show it. */
export async function sendRescue(deps: { sessions: Sessions; log: Logger }, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const code = path.exec(request.url ?? '')?.[1] ?? ''
  try {
    // A HEAD looks, and spends nothing.
    const id = request.method === 'GET' ? deps.sessions.rescues.takeDownload(code) : null
    if (id === null) {
      answer(response, 404, 'This download was used already, or its five minutes are over. Ask for another one on the page of rescues.')
      return
    }
    const { row, read } = await deps.sessions.rescues.open(id)
    response.writeHead(200, {
      'content-type': 'application/x-tar',
      'content-length': row.bytes,
      'content-disposition': `attachment; filename="rescue.tar"; filename*=UTF-8''${encodeURIComponent(`${row.name} ${row.createdAt.slice(0, 10)}.tar`)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    })
    await pipeline(read(), response)
  } catch (error) {
    deps.log.warn({ err: error }, 'a rescue could not be sent')
    if (!response.headersSent) answer(response, 404, 'This rescue is gone, or its file was changed.')
    else response.destroy()
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`${text}\n`)
}
