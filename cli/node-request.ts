import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { text } from 'node:stream/consumers'
import type { PlainRequest } from '../client/plain-link.ts'
import { parsedJson } from './parsed-json.ts'

/** One call by node:http. The global fetch is a whole HTTP client of its own, which takes longer to load than a call takes. */
export const nodeRequest: PlainRequest = async ({ url, body, ...options }) => {
  const target = new URL(url)
  const response = await answer(target, body, options)
  const { statusCode = 0, headers: { location } } = response
  const content = await text(response)
  if (statusCode >= 300 && statusCode < 400) throw new Error(`${target.origin} points to ${location ?? 'somewhere else'}; give that one with --url`)
  const json = parsedJson(content)
  if (json === undefined) throw new Error(`what answers at ${target.origin} is not claudework (HTTP ${String(statusCode)})`)
  return json
}

async function answer(url: URL, body: string | undefined, options: RequestOptions): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? (await import('node:https')).request : httpRequest
  return new Promise((resolve, reject) => {
    request(url, options, resolve)
      .on('error', (error) => { reject(firstOf(error)) })
      .end(body)
  })
}

/** A name with several addresses fails as a bundle without words of its own. */
function firstOf(error: Error): Error {
  return error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error
}
