// What is refused at the door, over HTTP and over WebSocket: one sentence that says what is allowed, and nothing made of it.
import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, testToken, type TestServer } from '../fixtures/test-server.ts'

const nothing = { containers: 0, volumes: 0, networks: 0, execs: 0 }
const good = { name: 'Good', repoUrl: 'https://example.com/a.git', agent: 'shell' }
const long = 'a'.repeat(5_000)

let server: TestServer
beforeAll(async () => { server = await startTestServer() })
afterAll(() => server[Symbol.asyncDispose]())
afterEach(async () => {
  expect(await server.client.sessions.list.query()).toEqual([])
  expect(await server.counts()).toEqual(nothing)
})

type Answer = { status: number; code: string; message: string; text: string }

/** A call over plain HTTP, as curl would make it. */
async function call(procedure: string, input: unknown, how: { headers?: Record<string, string>; body?: string } = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/trpc/${procedure}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...how.headers },
    body: how.body ?? JSON.stringify(input),
  })
  const text = await response.text()
  const error = isError(text) ? (JSON.parse(text) as { error: { message: string; data: { code: string } } }).error : null
  return { status: response.status, code: error?.data.code ?? '', message: error?.message ?? text, text }
}

function isError(text: string): boolean {
  return text.startsWith('{"error"')
}

/** Calls the procedure of that name on the typed client with input that its types would not let pass. */
async function callBySocket(procedure: string, input: unknown): Promise<{ code: string; message: string }> {
  const [router = '', name = ''] = procedure.split('.')
  const client = server.client as unknown as Record<string, Record<string, { mutate: (input: unknown) => Promise<unknown> }>>
  try {
    await client[router]?.[name]?.mutate(input)
  } catch (error) {
    const { message, data } = error as { message: string; data?: { code: string } }
    return { code: data?.code ?? '', message }
  }
  return { code: '', message: 'was not refused' }
}

const rows: { what: string; procedure?: string; input: unknown; code?: string; says: RegExp }[] = [
  { what: 'ext:: transport', input: { ...good, repoUrl: 'ext::sh -c "touch /tmp/x"' }, says: /form https/ },
  { what: 'an option as URL', input: { ...good, repoUrl: '--upload-pack=touch /tmp/x' }, says: /form https/ },
  { what: 'a leading dash', input: { ...good, repoUrl: '-oProxyCommand=id' }, says: /dash/ },
  { what: 'a password in the URL', input: { ...good, repoUrl: 'https://me:secret@example.com/a.git' }, says: /password/ },
  { what: 'a user name for https', input: { ...good, repoUrl: 'https://me@example.com/a.git' }, says: /user name/ },
  { what: 'control characters', input: { ...good, repoUrl: 'https://example.com/a\u0007.git' }, says: /control characters/ },
  { what: 'a line break', input: { ...good, repoUrl: 'https://example.com/a.git\n--config=x' }, says: /control characters/ },
  { what: 'a URL of 5,000 characters', input: { ...good, repoUrl: `https://example.com/${long}` }, says: /at most 2048/ },
  { what: 'an empty URL', input: { ...good, repoUrl: '' }, says: /empty/ },
  { what: 'A56: an address where clouds hand out credentials', input: { ...good, repoUrl: 'https://169.254.169.254/latest/meta-data' }, says: /no git server has/ },
  { what: 'A56: the same in one number', input: { ...good, repoUrl: 'git@2852039166:a.git' }, says: /leads to 169\.254\.169\.254/ },
  { what: 'a number as URL', input: { ...good, repoUrl: 7 }, says: /string/i },
  { what: 'an empty name', input: { ...good, name: '' }, says: /name/i },
  { what: 'a name of blanks', input: { ...good, name: '   ' }, says: /name/i },
  { what: 'a name of 300 characters', input: { ...good, name: 'n'.repeat(300) }, says: /100/ },
  { what: 'a name with a line break', input: { ...good, name: 'one\ntwo' }, says: /line breaks/ },
  { what: 'a branch with a leading dash', input: { ...good, branch: '--upload-pack=id' }, says: /dash/ },
  { what: 'a branch with ..', input: { ...good, branch: 'a..b' }, says: /"\.\."/ },
  { what: 'an empty branch', input: { ...good, branch: '' }, says: /branch/ },
  { what: 'a branch of 300 characters', input: { ...good, branch: 'b'.repeat(300) }, says: /255/ },
  { what: 'an agent that never asks, without a container around it', input: { ...good, agent: 'claude', environmentId: null, permissionMode: 'bypassPermissions' }, says: /acceptBypass/ },
  { what: 'an unknown agent', input: { ...good, agent: 'emacs' }, says: /claude|option/i },
  { what: 'an unknown field', input: { ...good, privileged: true }, says: /privileged|unrecognized|unknown/i },
  { what: 'no name', input: { repoUrl: good.repoUrl }, says: /./ },
  { what: 'an array', input: [good], says: /./ },
  { what: 'a string', input: 'hello', says: /./ },
  { what: 'null', input: null, says: /./ },
  { what: 'an unknown environment', input: { ...good, environmentId: 'nowhere' }, code: 'NOT_FOUND', says: /environment/i },
  { what: 'an id that no session has', procedure: 'sessions.start', input: { id: 'nobody' }, code: 'NOT_FOUND', says: /session/i },
  { what: 'an id with a path in it', procedure: 'sessions.remove', input: { id: '../../etc/passwd' }, says: /id/i },
  { what: 'an id of 5,000 characters', procedure: 'sessions.stop', input: { id: long }, says: /./ },
  { what: 'a terminal that nobody has', procedure: 'terminals.write', input: { terminalId: 'nobody.1', data: 'x' }, code: 'NOT_FOUND', says: /terminal|session/i },
  { what: 'a write over the limit', procedure: 'terminals.write', input: { terminalId: 'nobody.1', data: 'x'.repeat(300 * 1024) }, says: /262144/ },
  { what: 'a size that is no number', procedure: 'terminals.resize', input: { terminalId: 'nobody.1', cols: 'wide', rows: 24 }, says: /number/i },
]

describe.each([
  { door: 'HTTP', through: call },
  { door: 'WebSocket', through: callBySocket },
])('over $door', ({ through }) => {
  test.each(rows)('$what is refused in one sentence', async ({ procedure = 'sessions.create', input, code = 'BAD_REQUEST', says }) => {
    const answer = await through(procedure, input)
    expect(answer).toMatchObject({ code, message: expect.stringMatching(says) as string })
    // A sentence for people: no JSON of the validator's, no stack, no path of ours, no echo of a secret or of 5,000 characters.
    expect(answer.message).not.toMatch(/^[[{]|node_modules|\/work|\bat \S+:\d+|secret@|\n/)
    expect(answer.message.length).toBeLessThan(400)
  })
})

describe('HTTP itself', () => {
  test('answers carry no stack', async () => {
    expect((await call('sessions.create', {})).text).not.toMatch(/"stack"|node_modules|\.ts:\d+/)
  })
  test('a body that is no JSON', async () => {
    expect(await call('sessions.create', null, { body: '{"name":' })).toMatchObject({ status: 400 })
  })
  test('a body over the limit', async () => {
    expect(await call('sessions.create', null, { body: JSON.stringify({ ...good, name: 'x'.repeat(1_200_000) }) })).toMatchObject({ status: 413 })
  })
  test('another content type', async () => {
    expect(await call('sessions.create', good, { headers: { 'content-type': 'text/plain' } })).toMatchObject({ status: 415 })
  })
  test('neither a token nor our own origin', async () => {
    expect(await call('sessions.create', good, { headers: { authorization: '' } })).toMatchObject({ status: 403 })
  })
  test('our own origin without a token', async () => {
    const { origin } = new URL(await server.signInUrl())
    expect(await call('sessions.create', good, { headers: { authorization: '', origin } })).toMatchObject({ status: 401 })
  })
  test('a wrong token', async () => {
    expect(await call('sessions.create', good, { headers: { authorization: 'Bearer wrong-token-of-somebody' } })).toMatchObject({ status: 401 })
  })
  test('a foreign origin', async () => {
    expect(await call('sessions.create', good, { headers: { origin: 'https://evil.example' } })).toMatchObject({ status: 403 })
  })
  test('a foreign host', async () => {
    expect(await statusFor('evil.example')).toBe(421)
  })
  test('an unknown procedure', async () => {
    expect(await call('sessions.explode', {})).toMatchObject({ status: 404 })
  })
})

/** fetch does not let a caller choose the Host header. */
function statusFor(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${server.url}/trpc/health.get`, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).once('error', reject).end()
  })
}
