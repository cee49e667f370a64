// The WebSocket as strangers use it: without a client, without a sign-in, or with frames that no client sends.
import { connect, type Socket } from 'node:net'
import { queryObjects } from 'node:v8'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { closeUnauthorized } from '../../contract/close-code.ts'
import { limits } from '../../contract/limits.ts'
import { openRawSocket, type RawSocket } from '../../e2e/fixtures/raw-socket.ts'
import { environmentOf, runningSession } from '../../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer, testToken, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let api: string
let origin: string
/** Sockets that say nothing; the tests go on meanwhile. */
let silent: RawSocket[]
beforeAll(async () => {
  server = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
  api = `${server.url}/trpc`
  silent = await Promise.all(Array.from({ length: 500 }, () => openRawSocket(`${api}?connectionParams=1`)))
  origin = new URL(server.server.createSignInUrl()).origin
})
afterAll(() => server[Symbol.asyncDispose]())
// Whatever was sent, the process lives and the others are served.
afterEach(async () => { expect(await server.client.health.get.query()).toMatchObject({ ok: true, engine: { state: 'missing' } }) })

const withToken = (): Promise<RawSocket> => openRawSocket(api, { headers: { authorization: `Bearer ${testToken}` } })

/** A sign-in in two halves, as a browser comes by it. */
async function signIn(headers: Record<string, string> = {}): Promise<{ cookie: string; key: string }> {
  const code = new URL(server.server.createSignInUrl()).hash.replace('#code=', '')
  const response = await fetch(`${api}/auth.exchange`, { method: 'POST', headers: { origin, 'content-type': 'application/json', ...headers }, body: JSON.stringify({ code }) })
  const { result } = await response.json() as { result: { data: { key: string } } }
  return { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '', key: result.data.key }
}

async function openPage({ cookie, key }: { cookie?: string; key?: string }): Promise<RawSocket> {
  const socket = await openRawSocket(`${api}?connectionParams=1`, { headers: { origin, ...(cookie === undefined ? {} : { cookie }) } })
  socket.send({ method: 'connectionParams', data: key === undefined ? {} : { key } })
  return socket
}

describe('an upgrade', () => {
  test.each([
    { what: 'A01: of a page of another origin', headers: { origin: 'https://evil.example' }, path: '/trpc', status: 403 },
    { what: 'A02: of a page without an origin', headers: { origin: 'null' }, path: '/trpc', status: 403 },
    { what: 'A05: of a page on another port of this machine', headers: { origin: 'http://localhost:3000' }, path: '/trpc', status: 403 },
    { what: 'A03: at another host name', headers: { host: 'evil.example' }, path: '/trpc', status: 421 },
    { what: 'A03: at another host name of that origin', headers: { host: 'evil.example', origin: 'http://evil.example' }, path: '/trpc', status: 421 },
    { what: 'A04: at another path', headers: {}, path: '/', status: 404 },
    { what: 'A04: at a path that begins like ours', headers: {}, path: '/trpcx', status: 404 },
    { what: 'A04: at a plain address', headers: {}, path: '/api/sessions', status: 404 },
  ])('$what is refused, with a token too', async ({ headers, path, status }) => {
    for (const authorization of ['', `Bearer ${testToken}`]) {
      await expect(openRawSocket(`${server.url}${path}`, { headers: { ...headers, authorization } })).rejects.toThrow(`Unexpected server response: ${String(status)}`)
    }
  })

  test.each(['/trpc', '/trpc?connectionParams=1', '/', '/x', '/api/sessions'])('A29: and a broken frame at %s end no more than their connection', async (path) => {
    const broken = Buffer.from('ff8000ff', 'hex')
    const key = Buffer.alloc(16).toString('base64')
    const { hostname, port } = new URL(server.url)
    const socket: Socket = connect(Number(port), hostname)
    socket.on('error', () => { socket.destroy() })
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`)
    socket.write(broken)
    await new Promise((resolve) => { socket.resume().on('close', resolve) })
  })
})

describe('a socket without a sign-in', () => {
  test.each([
    { what: 'nothing', params: {} },
    { what: 'a wrong token', params: { token: 'wrong-token-of-somebody' } },
    { what: 'a key without its cookie', params: { key: 'x' } },
  ])('A04: with $what is closed with 4401, and no call on it is done', async ({ params }) => {
    using line = await openRawSocket(`${api}?connectionParams=1`)
    const replies: unknown[] = []
    line.onReply((reply) => { replies.push(reply.result) })
    line.send({ method: 'connectionParams', data: params })
    line.send({ id: 1, method: 'query', params: { path: 'sessions.list' } })
    line.send({ id: 2, method: 'mutation', params: { path: 'auth.createCode' } })
    expect(await line.closed).toBe(closeUnauthorized)
    expect(replies.filter((result) => result !== undefined)).toEqual([])
  })

  test('A06: with one half of a sign-in is closed, with both it is served', async () => {
    const { cookie, key } = await signIn()
    const other = await signIn()
    for (const halves of [{ cookie }, { key }, { cookie, key: other.key }, { cookie: `${cookie}; ${cookie}x`, key }]) {
      using line = await openPage(halves)
      expect(await line.closed).toBe(closeUnauthorized)
    }
    using page = await openPage({ cookie, key })
    expect(await page.ask({ type: 'query', path: 'sessions.list' })).toMatchObject({ result: { data: [] } })
  })

  test('A23: cannot choose the id of the sign-in that somebody else then makes', async () => {
    const name = (await signIn()).cookie.split('=')[0] ?? ''
    const chosen = `${name}=chosen-by-a-stranger`
    const { cookie, key } = await signIn({ cookie: chosen })
    expect(cookie).not.toBe(chosen)
    using line = await openPage({ cookie: chosen, key })
    expect(await line.closed).toBe(closeUnauthorized)
  })

  test('A30: whatever its first messages are, is never served', async () => {
    const message = fc.oneof(
      fc.json(), fc.string(), fc.uint8Array({ maxLength: 200 }),
      fc.record({ method: fc.constantFrom('connectionParams', 'query', 'mutation', 'subscription', 'subscription.stop', 'x'), data: fc.anything(), id: fc.anything(), params: fc.anything() }).map((made) => JSON.stringify(made)),
    )
    await fc.assert(fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 4 }), fc.boolean(), async (messages, announced) => {
      using line = await openRawSocket(announced ? `${api}?connectionParams=1` : api)
      const results: unknown[] = []
      line.onReply((reply) => { if (reply.result !== undefined) results.push(reply) })
      for (const each of messages) line.socket.send(each)
      line.socket.close()
      await line.closed
      expect(results).toEqual([])
    }), { numRuns: 80 })
  })
})

describe('too much at once', () => {
  test('A32: of calls in one frame, or in one request, is refused, and what is allowed is answered', async () => {
    const calls = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ id: 100 + index, method: 'query', params: { path: 'health.get' } }))
    using line = await withToken()
    const answered = new Set<number>()
    const { promise: all, resolve } = Promise.withResolvers<undefined>()
    line.onReply((reply) => { if (reply.result && answered.add(reply.id ?? -1).size === limits.wsBatch) resolve(undefined) })
    line.send(calls(limits.wsBatch))
    await all
    using other = await withToken()
    const refused = new Promise<number>((done) => { other.onReply(({ error, result }) => { done(error?.code ?? (result ? 0 : 1)) }) })
    other.send(calls(limits.wsBatch + 1))
    expect(await Promise.race([refused, other.closed])).not.toBe(0)
    const batch = async (count: number): Promise<number> => {
      const headers = { authorization: `Bearer ${testToken}` }
      return (await fetch(`${api}/${Array.from({ length: count }, () => 'health.get').join(',')}?batch=1`, { headers })).status
    }
    expect(await batch(limits.httpBatch)).toBe(200)
    expect(await batch(limits.httpBatch + 1)).toBe(400)
  })

  test('A33: of bytes in one frame closes the line with 1009', async () => {
    using line = await withToken()
    line.socket.send(Buffer.alloc(2 * limits.wsPayload))
    expect(await line.closed).toBe(1009)
  })

  test('A35 A36: six hundred subscriptions that are given up leave no generator or listener behind, nor do lines that are cut', async () => {
    const warnings: string[] = []
    const warn = ({ name, message }: Error): void => { if (name === 'MaxListenersExceededWarning') warnings.push(message) }
    process.on('warning', warn)
    using line = await withToken()
    await line.ask({ type: 'query', path: 'health.get' })
    const paths = ['sessions.onChange', 'events.onEvent']
    const cut = await withToken()
    for (let i = 0; i < 300; i++) {
      const path = paths[i % 2] ?? ''
      cut.send({ id: 5_000 + i, method: 'subscription', params: { path } })
      line.send({ id: 5_000 + i, method: 'subscription', params: { path } })
      line.send({ id: 5_000 + i, method: 'subscription.stop' })
    }
    await cut.ask({ type: 'query', path: 'health.get' })
    expect(generators()).toBeGreaterThan(300)
    cut[Symbol.dispose]()
    await line.ask({ type: 'query', path: 'health.get' })
    await expect.poll(generators, { interval: 100 }).toBeLessThan(30)
    process.off('warning', warn)
    expect(warnings).toEqual([])
  })
})

/** Async generators that are alive in this process, behind a collection of what nobody holds. */
function generators(): number {
  const example = async function* (): AsyncGenerator<number> { yield await Promise.resolve(0) }
  const made = function (): number { return 0 }
  made.prototype = Object.getPrototypeOf(example.prototype) as object
  return queryObjects(made, { format: 'count' })
}

test('A22: a sign-in that is revoked while it streams: the line is closed within a second, and the sign-in is dead', async () => {
  const session = await runningSession(server.client, 'HOST', { name: 'Streams', repoUrl: makeSmallRepository(), agent: 'command', command: ['yes'], environmentId: await environmentOf(server.client, 'HOST') })
  const [terminal] = await server.client.terminals.list.query({ sessionId: session.id })
  const halves = await signIn()
  using page = await openPage(halves)
  const { promise: streams, resolve } = Promise.withResolvers<undefined>()
  let bytes = 0
  page.socket.on('message', (data: Buffer) => {
    bytes += data.length
    if (bytes > 100_000) resolve(undefined)
  })
  page.send({ id: 9, method: 'subscription', params: { path: 'terminals.attach', input: { terminalId: terminal?.id } } })
  await streams
  const mine = (await server.client.auth.sessions.query()).at(-1)
  const before = performance.now()
  await server.client.auth.revoke.mutate({ id: mine?.id ?? '' })
  expect(await page.closed).toBe(closeUnauthorized)
  expect(performance.now() - before).toBeLessThan(1_000)
  using again = await openPage(halves)
  expect(await again.closed).toBe(closeUnauthorized)
})

test('A31: five hundred sockets that said nothing are closed, three seconds after they came', async () => {
  expect(new Set(await Promise.all(silent.map(({ closed }) => closed)))).toEqual(new Set([closeUnauthorized]))
})
