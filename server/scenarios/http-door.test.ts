// HTTP as strangers use it, and what is said to everybody alike.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, testToken, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let origin: string
beforeAll(async () => {
  server = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
  origin = new URL(server.server.createSignInUrl()).origin
})
afterAll(() => server[Symbol.asyncDispose]())

const bearer = { authorization: `Bearer ${testToken}` }
const json = { 'content-type': 'application/json' }
const exchange = (body: unknown): Promise<Response> => fetch(`${server.url}/trpc/auth.exchange`, { method: 'POST', headers: { origin, ...json }, body: JSON.stringify(body) })

test.each([
  { what: 'an answer', path: '/trpc/health.get', init: {}, status: 200 },
  { what: 'a list', path: '/trpc/sessions.list', init: { headers: bearer }, status: 200 },
  { what: 'a refused call', path: '/trpc/sessions.list', init: {}, status: 401 },
  { what: 'a call that nobody knows', path: '/trpc/nothing', init: { headers: bearer }, status: 404 },
  { what: 'input that is wrong', path: '/trpc/sessions.get', init: { headers: bearer }, status: 400 },
  { what: 'a plain address', path: '/api/sessions', init: { headers: bearer }, status: 200 },
  { what: 'the description', path: '/openapi.json', init: { headers: bearer }, status: 200 },
  { what: 'no plain address', path: '/api/x', init: { headers: bearer }, status: 404 },
  { what: 'the page under another name', path: '/', init: {}, status: 404 },
  { what: 'a rescue that is gone', path: '/rescues/download/x', init: {}, status: 404 },
  { what: 'a page of another origin', path: '/', init: { headers: { origin: 'https://evil.example' } }, status: 403 },
  { what: 'a frame on another site', path: '/', init: { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' } }, status: 403 },
  { what: 'another method', path: '/', init: { method: 'PUT' }, status: 405 },
  { what: 'another content type', path: '/trpc/sessions.create', init: { method: 'POST', headers: { ...bearer, 'content-type': 'text/plain' }, body: '{}' }, status: 415 },
  { what: 'a preflight', path: '/trpc/sessions.create', init: { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-private-network': 'true' } }, status: 403 },
])('A10 A13: $what can be framed, read and guessed at by nobody', async ({ path, init, status }) => {
  const response = await fetch(`${server.url}${path}`, init)
  const { headers } = response
  expect(response.status).toBe(status)
  expect(Object.fromEntries(['x-frame-options', 'x-content-type-options', 'referrer-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy'].map((name) => [name, headers.get(name)]))).toEqual({
    'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
  })
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  expect(headers.get('x-powered-by')).toBeNull()
  expect(await response.text()).not.toMatch(/node_modules|\.ts:\d|\bat \w+ \(|"stack"/)
})

test.each([
  { what: 'a change by GET', path: 'sessions.create?input={}', init: {}, status: 405, says: 'Call sessions.create by POST, with its input as the body.' },
  { what: 'a question by POST', path: 'sessions.list', init: { method: 'POST', headers: json, body: '{}' }, status: 405, says: 'Call sessions.list by GET, with its input as JSON in the parameter "input".' },
  { what: 'a body that is no JSON', path: 'sessions.create', init: { method: 'POST', headers: json, body: '{"name":' }, status: 400, says: 'The input is not JSON; send it as docs/API.md shows.' },
  { what: 'a parameter that is no JSON', path: 'sessions.get?input={bad', init: {}, status: 400, says: 'The input is not JSON; send it as docs/API.md shows.' },
  { what: 'no input', path: 'sessions.get', init: {}, status: 400, says: 'The input: Missing.' },
  { what: 'a list as input', path: 'sessions.get?input=[]', init: {}, status: 400, says: 'The input: This has to be an object.' },
  { what: 'input as another transformer wraps it', path: 'sessions.get?input={"json":{"id":"x"}}', init: {}, status: 400, says: 'Give an id as a string. Unknown field "json"; see the API for those there are.' },
  { what: 'a body above the limit', path: 'sessions.create', init: { method: 'POST', headers: json, body: JSON.stringify({ name: 'x'.repeat(1_100_000) }) }, status: 413, says: 'A request takes at most 1048576 bytes.' },
  { what: 'a name that nobody has', path: 'sessions.explode', init: {}, status: 404, says: 'There is no procedure "sessions.explode"; docs/API.md lists those there are.' },
  { what: 'a name of everybody', path: '__proto__', init: {}, status: 404, says: 'There is no procedure "__proto__"; docs/API.md lists those there are.' },
  { what: 'a name that encodes nothing', path: '%zz', init: {}, status: 400, says: 'Invalid URL-encoding in path "%zz".' },
  { what: 'more calls than one request takes', path: `${Array.from({ length: 21 }, () => 'health.get').join(',')}?batch=1`, init: {}, status: 400, says: 'One request takes at most 20 calls.' },
])('$what is refused in a sentence that says what to do', async ({ path, init, status, says }) => {
  const response = await fetch(`${server.url}/trpc/${path}`, { ...init, headers: { ...bearer, ...init.headers } })
  expect({ status: response.status, ...await response.json() as object }).toMatchObject({ status, error: { message: says, data: { httpStatus: status } } })
})

test('the scheme of the token is written in any case, and another is none', async () => {
  const statuses = await Promise.all([`bearer ${testToken}`, `BEARER  ${testToken}`, `Basic ${testToken}`, testToken, `Bearer ${testToken}x`, `Bearer ${testToken} x`].map(async (authorization) => (await fetch(`${server.url}/trpc/sessions.list`, { headers: { authorization } })).status))
  expect(statuses).toEqual([200, 200, 401, 401, 401, 401])
})

describe('signing in', () => {
  test('A16: of a hundred who come without a code nobody gets in, and one code lets one in of those who bring it', async () => {
    const without = await Promise.all(Array.from({ length: 100 }, (_, index) => exchange(index % 3 === 0 ? { code: 'guessed' } : index % 3 === 1 ? {} : { code: '' })))
    expect(without.filter(({ ok }) => ok)).toEqual([])
    expect(await server.client.auth.sessions.query()).toEqual([])
  })

  test('A17 A18: guesses are counted whatever else they bring, and what is no code is compared with none', async () => {
    await using another = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
    const page = new URL(another.server.createSignInUrl())
    const code = page.hash.replace('#code=', '')
    const guess = async (body: object): Promise<number> => (await fetch(`${another.url}/trpc/auth.exchange`, { method: 'POST', headers: { origin: page.origin, ...json, 'x-forwarded-for': String(Math.random()) }, body: JSON.stringify(body) })).status
    for (const extra of [{ deviceToken: 'x' }, { token: testToken }, { code: [code] }, { code: { $ne: '' } }]) expect(await guess({ code, ...extra })).toBe(400)
    const statuses = await Promise.all(Array.from({ length: 200 }, () => guess({ code: 'guessed' })))
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(190)
    const said = await fetch(`${another.url}/trpc/auth.exchange`, { method: 'POST', headers: { origin: page.origin, ...json }, body: '{"code":"guessed"}' })
    expect(await said.json()).toMatchObject({ error: { message: expect.stringMatching(/^Too many wrong sign-in links were tried; wait \d+ seconds/) as string, data: { code: 'TOO_MANY_REQUESTS' } } })
    // Who is in stays in meanwhile.
    expect(await another.client.sessions.list.query()).toEqual([])
  })
})

test('A21: of ten who bring one code at once one gets in, and the code is in no log', async () => {
  await using another = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock', CLAUDEWORK_LOG_LEVEL: 'trace' })
  const page = new URL(another.server.createSignInUrl())
  const code = page.hash.replace('#code=', '')
  const bring = async (): Promise<Response> => fetch(`${another.url}/trpc/auth.exchange`, { method: 'POST', headers: { origin: page.origin, ...json }, body: JSON.stringify({ code }) })
  const answers = await Promise.all(Array.from({ length: 10 }, bring))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 401)])
  expect(another.logged()).not.toContain(code)
  expect(page.search).toBe('')
})

test('A40: no route has an action: what changes something goes through the API', () => {
  const routes = readdirSync('app', { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
  expect(routes.length).toBeGreaterThan(50)
  for (const file of routes) expect(readFileSync(join('app', file), 'utf8'), file).not.toMatch(/export\s+(?:async\s+)?(?:function|const|let)\s+(?:client)?action\b/i)
})
