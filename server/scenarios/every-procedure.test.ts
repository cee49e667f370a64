// Every procedure that there is, called as nobody should call it. A procedure without a line in `inputs` fails here.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRawSocket, type RawSocket, type Reply } from '../../e2e/fixtures/raw-socket.ts'
import { startTestServer, testToken, type TestServer } from '../testing/test-server.ts'
import { appRouter } from '../trpc/router.ts'

type Input = Readonly<Record<string, unknown>> | undefined
const sessionId = 'nobody'
const terminalId = 'nobody.1'

/** What each takes, of a session, terminal or other thing that does not exist. */
const inputs: Readonly<Record<string, Input>> = {
  'health.get': undefined,
  'sessions.list': undefined,
  'sessions.get': { id: sessionId },
  'sessions.asked': { id: sessionId },
  'sessions.create': { name: 'Good', repoUrl: 'https://example.com/a.git', branch: 'main', newBranch: 'mine', environmentId: 'nowhere', agent: 'shell', command: ['true'], prompt: 'Go', permissionMode: 'plan', acceptBypass: true, idleTimeoutMinutes: 1 },
  'sessions.cancel': { id: sessionId },
  'sessions.retry': { id: sessionId },
  'sessions.start': { id: sessionId },
  'sessions.startAll': { ids: [sessionId] },
  'sessions.stop': { id: sessionId },
  'sessions.restart': { id: sessionId },
  'sessions.recreate': { id: sessionId },
  'sessions.update': { id: sessionId, name: 'Other', pinned: true, idleTimeoutMinutes: 1 },
  'sessions.keepRunning': { id: sessionId },
  'sessions.remove': { id: sessionId, confirmName: 'Good' },
  'sessions.stats': { id: sessionId },
  'sessions.gitWarnings': { id: sessionId },
  'sessions.diff': { id: sessionId, path: 'a' },
  'sessions.log': { id: sessionId },
  'sessions.onChange': { lastEventId: '1' },
  'process.status': { sessionId },
  'process.restart': { sessionId, fresh: true },
  'process.interrupt': { sessionId },
  'process.answer': { sessionId, requestId: 'r', allow: true, message: 'yes' },
  'terminals.list': { sessionId },
  'terminals.onChange': { sessionId, lastEventId: '1' },
  'terminals.open': { sessionId, cols: 80, rows: 24 },
  'terminals.attach': { terminalId, offset: 0, lastEventId: '1', clientId: 'c' },
  'terminals.write': { terminalId, data: 'x', clientId: 'c', seq: 1 },
  'terminals.upload': { terminalId, uploadId: '0123456789abcdef', name: 'a.png', at: 0, data: 'x' },
  'terminals.resize': { terminalId, cols: 80, rows: 24, clientId: 'c', take: true },
  'terminals.programs': { terminalId },
  'terminals.screen': { terminalId },
  'terminals.update': { terminalId, title: 'T', position: 0 },
  'terminals.close': { terminalId },
  'prompts.send': { sessionId, text: 'Go' },
  'prompts.list': { sessionId },
  'transcript.list': { sessionId, after: 0, before: 9, limit: 1 },
  'transcript.onMessage': { sessionId, after: 0, lastEventId: '1' },
  'rescues.list': undefined,
  'rescues.restore': { id: 'nothing', environmentId: 'nowhere' },
  'rescues.download': { id: 'nothing' },
  'rescues.remove': { id: 'nothing' },
  'environments.list': undefined,
  'environments.create': { name: '', kind: 'DOCKER', config: { image: '-v', memoryMiB: 1 } },
  'environments.update': { id: 'nowhere', name: 'E', config: {}, isDefault: true },
  'environments.remove': { id: 'nowhere' },
  'environments.check': { id: 'nowhere' },
  'agents.list': undefined,
  'gitHosts.list': undefined,
  'gitHosts.set': { host: 'https://x', username: 'me', token: 't' },
  'gitHosts.remove': { host: 'nowhere.example' },
  'notifications.webhook': undefined,
  'notifications.setWebhook': { address: 'ftp://x', topic: 't' },
  'notifications.testWebhook': undefined,
  'events.list': { sessionId, before: 1, limit: 1 },
  'events.onEvent': { sessionId, lastEventId: '1' },
  'doctor.look': { olderThanMinutes: 1 },
  'doctor.clear': { names: ['nothing'], olderThanMinutes: 1 },
  'doctor.strangers': undefined,
  'doctor.adopt': { sessionId },
  'storage.backup': undefined,
  'storage.restore': { path: '/nonexistent' },
  'auth.exchange': { code: 'nonsense' },
  'auth.createCode': undefined,
  'auth.sessions': undefined,
  'auth.revoke': { id: 'nobody' },
}
/** Said to anybody, signed in or not. */
const open = ['health.get', 'auth.exchange']

const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]) => ({ path, type: (procedure as unknown as { _def: { type: 'query' | 'mutation' | 'subscription' } })._def.type }))

let server: TestServer
let line: RawSocket
beforeAll(async () => {
  server = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
  line = await openRawSocket(`${server.url}/trpc`, { headers: { authorization: `Bearer ${testToken}` } })
})
afterAll(async () => {
  line[Symbol.dispose]()
  await server[Symbol.asyncDispose]()
})

test('has a line in the table above', () => {
  expect(Object.keys(inputs).sort()).toEqual(procedures.map(({ path }) => path).sort())
})

const signedInOnly = procedures.filter(({ path }) => !open.includes(path))

test.each(signedInOnly)('A04 A12: $path is for those who are signed in, and changes nothing by GET', async ({ path, type }) => {
  const { origin } = new URL(server.server.createSignInUrl())
  const url = `${server.url}/trpc/${path}`
  const wanted = { message: expect.stringMatching(/^Sign in first/) as string, data: { code: 'UNAUTHORIZED' } }
  const asked = type === 'mutation'
    ? await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', origin }, body: JSON.stringify(inputs[path] ?? {}) })
    : await fetch(`${url}?input=${encodeURIComponent(JSON.stringify(inputs[path] ?? {}))}`, { headers: { cookie: '__Host-claudework-4600=x', origin } })
  if (type === 'subscription') {
    // A stream of events has begun before the procedure is called.
    expect((await asked.text()).split('\n').filter((text) => text.startsWith('data: ') && text !== 'data: {}').map((text) => JSON.parse(text.slice(6)) as unknown)).toMatchObject([wanted])
    return
  }
  expect(asked.status).toBe(401)
  expect(await asked.json()).toMatchObject({ error: wanted })
  if (type !== 'mutation') return
  const got = await fetch(`${url}?input=${encodeURIComponent(JSON.stringify(inputs[path] ?? {}))}`, { headers: { authorization: `Bearer ${testToken}` } })
  expect(got.status).toBe(405)
})

/** Of a refusal: one sentence or a few for people, in which nothing of this machine or of the code shows. */
function expectSentence({ error }: Reply, given: unknown): void {
  expect(error, `was taken: ${JSON.stringify(given).slice(0, 200)}`).toBeDefined()
  expect(['BAD_REQUEST', 'NOT_FOUND', 'PRECONDITION_FAILED', 'SERVICE_UNAVAILABLE', 'TOO_MANY_REQUESTS'], `${String(error?.message)} for ${JSON.stringify(given).slice(0, 200)}`).toContain(error?.data.code)
  expect(error?.message).toMatch(/^[^\s[{].*\.$/)
  expect(error?.message).not.toMatch(/\n|\0|node_modules|\.ts:\d|\bat \w+ \(|\/home\/|"path":|Invalid|9007199254740991\. \w/)
  expect(error?.message.length).toBeLessThan(600)
}

const badIds = ['', ' ', '..', '../../etc/passwd', 'a/b', ';id', '$(id)', '-rf', '%2e%2e', 'a\u0000b', '日本', '\ud800', 'x'.repeat(65), 'x'.repeat(200_000)]
const identified = procedures.filter(({ path }) => ['id', 'sessionId', 'terminalId'].some((key) => key in (inputs[path] ?? {})))

test.each(identified)('A38 A39: $path refuses ids that are nobody\'s or no ids', async ({ path, type }) => {
  const key = ['terminalId', 'sessionId', 'id'].find((name) => name in (inputs[path] ?? {})) ?? ''
  for (const bad of badIds) {
    const input = { ...inputs[path], [key]: bad }
    // What looks like an id is nobody's, and part of no command. A history may be asked for of who is gone.
    const isNobody = bad === '..' || bad === '-rf'
    if (isNobody && path.startsWith('events.')) continue
    const reply = await line.ask({ type, path, input, ...(isNobody ? { past: 'started' } : {}) })
    expectSentence(reply, input)
    if (!isNobody) expect(reply.error?.data.code).toBe('BAD_REQUEST')
  }
})

const wrongValues: readonly unknown[] = [null, {}, [], 7.5, -1, 1e300, '', '\u0000', 'x'.repeat(150_000), [[[[[[]]]]]], { a: { b: { c: {} } } }, true]

test.each(procedures)('A37: $path answers input of every wrong form with a sentence', async ({ path, type }) => {
  const input = inputs[path]
  for (const whole of [[], 'text', 7, true, null, { unheardOf: 1 }, { ...input, unheardOf: 1 }]) expectSentence(await line.ask({ type, path, input: whole }), whole)
  const proto = `{"id":0,"method":"${type}","params":{"path":"${path}","input":{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}}}`
  const refused = new Promise<Reply>((resolve) => { line.onReply((reply) => { if (reply.id === 0) resolve(reply) }) })
  line.send(proto)
  expectSentence(await refused, proto)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  for (const key of Object.keys(input ?? {})) {
    for (const value of wrongValues) {
      const given = { ...input, [key]: value }
      const reply = await line.ask({ type, path, input: given })
      // Some of these are right for some fields; what is refused says why.
      if (reply.error) expectSentence(reply, given)
    }
  }
})

test('A37: nothing was made by any of it', async () => {
  expect(await server.client.sessions.list.query()).toEqual([])
  expect((await server.client.environments.list.query()).map(({ name }) => name)).toHaveLength(2)
  expect(await server.client.gitHosts.list.query()).toEqual([])
})
