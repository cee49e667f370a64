import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { apiErrorOf, createPlainClient } from '../client/client.ts'
import { nodeRequest } from './node-request.ts'

type Answer = { status: number; headers?: Record<string, string>; body: string }

/** What a call says where something answers like this. */
async function saidOf({ status, headers, body }: Answer): Promise<string | undefined> {
  const server = createServer((_, response) => response.writeHead(status, headers).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`
  try {
    return await createPlainClient({ url, token: 'x' }, nodeRequest).sessions.list.query().then(() => undefined, (error: unknown) => apiErrorOf(error)?.message.replace(url, 'URL'))
  } finally {
    server.close()
  }
}

it.each<[string, Answer, string]>([
  ['another address', { status: 302, headers: { location: 'https://box.example.net/' }, body: '' }, 'claudework does not answer: URL points to https://box.example.net/; give that one with --url.'],
  ['JSON of another kind', { status: 200, body: '{"ok":true}' }, 'claudework does not answer: what answers at URL/trpc is not claudework.'],
  ['no JSON', { status: 502, body: '<h1>Bad gateway</h1>' }, 'claudework does not answer: what answers at URL is not claudework (HTTP 502).'],
  ['what the API refuses', { status: 404, body: '{"error":{"message":"There is no such session.","code":-32004,"data":{"code":"NOT_FOUND"}}}' }, 'There is no such session.'],
])('a server that answers with %s is told of in a sentence', async (_, answer, sentence) => {
  expect(await saidOf(answer)).toBe(sentence)
})

it('subscriptions are refused, since a request has one answer', async () => {
  const error = await new Promise((resolve) => { createPlainClient({ url: 'http://127.0.0.1:1', token: 'x' }).sessions.onChange.subscribe(undefined, { onError: resolve }) })
  expect(String(error)).toContain('use createClient()')
})
