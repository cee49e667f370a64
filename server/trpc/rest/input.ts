import type { IncomingMessage } from 'node:http'
import { TRPCError } from '@trpc/server'
import { limits } from '../../../contract/limits.ts'
import type { Route } from './routes.ts'

/** A procedure's input from the id in the path and the JSON in the body; the procedure itself validates it. */
export async function readInput(request: IncomingMessage, { idField }: Route, id: string | null): Promise<unknown> {
  const body = request.method === 'GET' || request.method === 'HEAD' ? {} : parsed(await readBody(request))
  if (idField === null) return body
  if (Object.hasOwn(body, idField)) throw new TRPCError({ code: 'BAD_REQUEST', message: `The id of the session is in the path; leave "${idField}" out of the body.` })
  return { ...body, [idField]: decoded(id ?? '') }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  // Left open at the limit, so that the refusal still gets to whoever is sending.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > limits.httpBody) throw new TRPCError({ code: 'PAYLOAD_TOO_LARGE', message: `A body has at most ${String(limits.httpBody)} bytes.` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function parsed(text: string): object {
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', message: 'The body is not JSON; send one object, such as {}.', cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TRPCError({ code: 'BAD_REQUEST', message: 'The body is JSON, but not an object; send one object, such as {}.' })
  return value
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', message: 'The id in the path has a % that encodes nothing.', cause })
  }
}
