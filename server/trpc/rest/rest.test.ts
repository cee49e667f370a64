// The plain addresses over HTTP, as curl calls them, against a whole server.
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentOf, sessionWhen } from '../../../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer, testToken, type TestServer } from '../../testing/test-server.ts'
import { matchRoute, routes } from './routes.ts'

let test: TestServer
beforeAll(async () => { test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' }) })
afterAll(() => test[Symbol.asyncDispose]())

type Answer = { status: number; body: Record<string, unknown>; headers: Headers }
type Failed = { error: { message: string; code: number; data: { code: string; httpStatus: number } } }

async function call(method: string, path: string, { body, headers, token = testToken }: { body?: string; headers?: Record<string, string>; token?: string | null } = {}): Promise<Answer> {
  const response = await fetch(`${test.url}${path}`, {
    method,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : {}) as Record<string, unknown>, headers: response.headers }
}

async function makeSession(): Promise<string> {
  const environmentId = await environmentOf(test.client, 'HOST')
  const { status, body, headers } = await call('POST', '/api/sessions', { body: JSON.stringify({ name: 'Plain', repoUrl: makeSmallRepository(), agent: 'shell', environmentId }) })
  expect({ status, location: headers.get('location') }).toEqual({ status: 201, location: `/api/sessions/${String(body['id'])}` })
  return String(body['id'])
}

describe('a session over plain HTTP', () => {
  it('is made, listed, read, asked about its process, stopped, started and removed', async () => {
    const id = await makeSession()
    await sessionWhen(test.client, id, ({ status }) => status === 'running')
    expect(await call('GET', '/api/sessions')).toMatchObject({ status: 200, body: [{ id, name: 'Plain', status: 'running' }] })
    expect(await call('GET', `/api/sessions/${id}`)).toMatchObject({ status: 200, body: { id, status: 'running' } })
    expect(await call('GET', `/api/sessions/${id}/warning`)).toMatchObject({ status: 200, body: { state: 'clean', uncommitted: 0, untracked: 0, unpushed: 0, stashed: 0 } })
    expect(await call('GET', `/api/sessions/${id}/process`)).toMatchObject({ status: 200, body: { running: true, source: 'HOST' } })
    expect(await call('POST', `/api/sessions/${id}/process`)).toMatchObject({ status: 200, body: { running: true, source: 'HOST' } })
    expect(await call('POST', `/api/sessions/${id}/process`, { body: '{"fresh":true}' })).toMatchObject({ status: 200, body: { running: true } })
    expect(await call('POST', `/api/sessions/${id}/stop`)).toMatchObject({ status: 200, body: { id, status: 'stopped' } })
    expect(await call('GET', `/api/sessions/${id}/process`)).toMatchObject({ status: 200, body: { running: false } })
    expect(await call('POST', `/api/sessions/${id}/start`, { body: '{}' })).toMatchObject({ status: 200, body: { id, status: 'running' } })
    expect(await call('DELETE', `/api/sessions/${id}`)).toMatchObject({ status: 200, body: {} })
    expect(await call('GET', `/api/sessions/${id}`)).toMatchObject({ status: 404, body: { error: { data: { code: 'NOT_FOUND', httpStatus: 404 } } } })
    expect((await call('GET', '/api/sessions')).body).toEqual([])
  })
})

describe('/openapi.json', () => {
  it('lists every plain address, and refers to nothing that it does not hold', async () => {
    const { status, body } = await call('GET', '/openapi.json')
    expect(status).toBe(200)
    expect(body).toMatchObject({ openapi: '3.1.0', info: { version: 'test' } })
    const { paths, components } = body as { paths: Record<string, object>; components: { schemas: object } }
    expect(Object.entries(paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`)).sort())
      .toEqual(routes.map(({ method, path }) => `${method} ${path.replace(':id', '{id}')}`).sort())
    const references = [...JSON.stringify(body).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '')
    expect(references.length).toBeGreaterThan(10)
    expect(Object.keys(components.schemas).sort()).toEqual([...new Set(references)].sort())
  })

  it('A04: is for those who have the token, and takes no other method', async () => {
    expect((await call('GET', '/openapi.json', { token: null })).status).toBe(401)
    expect((await call('POST', '/openapi.json')).status).toBe(404)
  })
})

const create = (fields: object): string => JSON.stringify({ name: 'Bad', repoUrl: 'https://example.com/a.git', agent: 'shell', ...fields })
const bad: [what: string, method: string, path: string, body: string | undefined, status: number, code: string, says: RegExp][] = [
  ['a body that is no JSON', 'POST', '/api/sessions', '{"name":', 400, 'BAD_REQUEST', /not JSON/],
  ['a list as body', 'POST', '/api/sessions', '[]', 400, 'BAD_REQUEST', /not an object/],
  ['null as body', 'POST', '/api/sessions', 'null', 400, 'BAD_REQUEST', /not an object/],
  ['text as body', 'POST', '/api/sessions', '"x"', 400, 'BAD_REQUEST', /not an object/],
  ['no body where there are fields', 'POST', '/api/sessions', undefined, 400, 'BAD_REQUEST', /name/],
  ['A51: ext:: as repository', 'POST', '/api/sessions', create({ repoUrl: 'ext::sh -c id' }), 400, 'BAD_REQUEST', /Give a repository URL/],
  ['A52: an option as repository', 'POST', '/api/sessions', create({ repoUrl: '--upload-pack=id' }), 400, 'BAD_REQUEST', /dash/],
  ['A54: an option as branch', 'POST', '/api/sessions', create({ branch: '--orphan' }), 400, 'BAD_REQUEST', /dash/],
  ['a password in the URL', 'POST', '/api/sessions', create({ repoUrl: 'https://a:b@example.com/a' }), 400, 'BAD_REQUEST', /password/],
  ['an unknown field', 'POST', '/api/sessions', create({ image: 'x' }), 400, 'BAD_REQUEST', /Unknown field "image"/],
  ['__proto__ as field', 'POST', '/api/sessions', '{"__proto__":{"name":"x"},"repoUrl":"https://example.com/a"}', 400, 'BAD_REQUEST', /name/],
  ['an empty name', 'POST', '/api/sessions', create({ name: ' ' }), 400, 'BAD_REQUEST', /name/],
  ['an environment that does not exist', 'POST', '/api/sessions', create({ environmentId: 'nope' }), 404, 'NOT_FOUND', /environment/],
  ['a body above the limit', 'POST', '/api/sessions', JSON.stringify({ name: 'x'.repeat(1_100_000) }), 413, 'PAYLOAD_TOO_LARGE', /at most/],
  ['a session that does not exist', 'GET', '/api/sessions/nope', undefined, 404, 'NOT_FOUND', /session/],
  ['deleting one that does not exist', 'DELETE', '/api/sessions/nope', undefined, 404, 'NOT_FOUND', /session/],
  ['starting one that does not exist', 'POST', '/api/sessions/nope/start', undefined, 404, 'NOT_FOUND', /session/],
  ['stopping one that does not exist', 'POST', '/api/sessions/nope/stop', '{}', 404, 'NOT_FOUND', /session/],
  ['the process of one that does not exist', 'GET', '/api/sessions/nope/process', undefined, 404, 'NOT_FOUND', /session/],
  ['the warnings of one that does not exist', 'GET', '/api/sessions/nope/warning', undefined, 404, 'NOT_FOUND', /session/],
  ['a POST to the warnings', 'POST', '/api/sessions/nope/warning', '{}', 405, 'METHOD_NOT_SUPPORTED', /takes GET/],
  ['an id in the body', 'POST', '/api/sessions/a/start', '{"id":"b"}', 400, 'BAD_REQUEST', /in the path/],
  ['a field that start does not have', 'POST', '/api/sessions/a/start', '{"force":true}', 400, 'BAD_REQUEST', /Unknown field/],
  ['text for a yes or no', 'POST', '/api/sessions/a/process', '{"fresh":"yes"}', 400, 'BAD_REQUEST', /fresh/],
  ['an id with a slash', 'GET', '/api/sessions/..%2f..%2fetc', undefined, 400, 'BAD_REQUEST', /An id has/],
  ['an id with a broken escape', 'GET', '/api/sessions/%zz', undefined, 400, 'BAD_REQUEST', /encodes nothing/],
  ['an id of 5,000 characters', 'GET', `/api/sessions/${'a'.repeat(5_000)}`, undefined, 400, 'BAD_REQUEST', /id/],
  ['an address that is none', 'GET', '/api/nothing', undefined, 404, 'NOT_FOUND', /openapi\.json/],
  ['the root of the addresses', 'GET', '/api', undefined, 404, 'NOT_FOUND', /openapi\.json/],
  ['a slash at the end', 'GET', '/api/sessions/', undefined, 404, 'NOT_FOUND', /openapi\.json/],
  ['a method that the address does not take', 'DELETE', '/api/sessions', undefined, 405, 'METHOD_NOT_SUPPORTED', /takes GET and POST/],
  ['a POST where only GET is', 'POST', '/api/sessions/a', '{}', 405, 'METHOD_NOT_SUPPORTED', /takes GET and DELETE/],
  ['a PUT', 'PUT', '/api/sessions/a', '{}', 405, 'METHOD_NOT_SUPPORTED', /Only GET/],
  ['a PATCH', 'PATCH', '/api/sessions/a', '{}', 405, 'METHOD_NOT_SUPPORTED', /Only GET/],
]

describe('what is refused at the plain addresses', () => {
  it.each(bad)('%s', async (...[, method, path, body, status, code, says]) => {
    const answer = await call(method, path, body === undefined ? {} : { body })
    expect(answer).toMatchObject({ status, body: { error: { data: { code, httpStatus: status } } } })
    const { error } = answer.body as Failed
    expect(error.message).toMatch(says)
    expect(error.message).toMatch(/^[^{[].*\.$/)
    expect(await test.client.sessions.list.query()).toEqual([])
  })

  const everyRoute = [...routes.map(({ method, path }): [string, string] => [method, path.replace(':id', 'a')]), ['GET', '/api/nothing'] as [string, string]]

  it.each(everyRoute)('A04: %s %s without a token, or with a wrong one', async (method, path) => {
    const unsigned = await call(method, path, { token: null })
    expect(unsigned.status).toBe(method === 'GET' ? 401 : 403)
    expect(unsigned.body).toMatchObject({ error: { message: expect.stringMatching(/Bearer/) as string } })
    const wrong = await call(method, path, { token: 'wrong' })
    expect(wrong).toMatchObject({ status: 401, body: { error: { data: { code: 'UNAUTHORIZED' } } } })
  })

  it('A11: a body that is not JSON', async () => {
    const answer = await call('POST', '/api/sessions', { body: create({}), headers: { 'content-type': 'text/plain' } })
    expect(answer).toMatchObject({ status: 415, body: { error: { data: { code: 'UNSUPPORTED_MEDIA_TYPE' } } } })
  })

  it('A01 A03: pages of another origin and other host names, with the token too', async () => {
    expect(await call('GET', '/api/sessions', { headers: { origin: 'https://evil.example' } })).toMatchObject({ status: 403, body: { error: { data: { httpStatus: 403 } } } })
    expect(await statusFor({ host: 'evil.example', authorization: `Bearer ${testToken}` })).toBe(421)
  })

  it('says in Allow what an address takes, and answers HEAD without a body', async () => {
    expect((await call('DELETE', '/api/sessions')).headers.get('allow')).toBe('GET, POST')
    const head = await fetch(`${test.url}/api/sessions`, { method: 'HEAD', headers: { authorization: `Bearer ${testToken}` } })
    expect({ status: head.status, text: await head.text(), cache: head.headers.get('cache-control') }).toEqual({ status: 200, text: '', cache: 'no-store' })
  })
})

/** fetch() sets the Host header itself. */
function statusFor(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(`${test.url}/api/sessions`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject).end()
  })
}

describe('matchRoute', () => {
  it('takes the path whole', () => {
    expect(matchRoute('GET', '/api/sessions/a/process')).toMatchObject({ kind: 'route', id: 'a', route: { procedure: 'process.status' } })
    expect(matchRoute('GET', '/api/sessions/a/process/x')).toEqual({ kind: 'nothing' })
    expect(matchRoute('GET', '/x/api/sessions')).toEqual({ kind: 'nothing' })
  })
})
