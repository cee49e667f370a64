// The ways to sign an agent in, with the real Claude CLI on this machine talking to a stub of its API.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { CredentialMode } from '../../../contract/environment.ts'
import { agentTerminal, createdSession, removeSessions, sessionWhen } from '../../../e2e/fixtures/sessions.ts'
import { startStubbedClaude, type StubbedClaude } from '../../../e2e/fixtures/stubbed-claude.ts'
import { makeSmallRepository, startTestServer, type TestServer } from '../../testing/test-server.ts'

const made = new AsyncDisposableStack()
let claude: StubbedClaude
let home: string
let server: TestServer
let repoUrl: string
/** Tokens that the API takes. */
const taken = new Set<string>()

beforeAll(async () => {
  claude = made.use(await startStubbedClaude({ script: () => (taken.has(claude.stub.requests.at(-1)?.token ?? '') ? null : { kind: 'error', status: 401, message: 'OAuth token has expired. Please obtain a new token or refresh your existing token.' }) }))
  home = claude.folder
  mkdirSync(join(home, '.claude'))
  repoUrl = makeSmallRepository()
  server = made.use(await startTestServer({
    DOCKER_HOST: 'unix:///nonexistent/docker.sock',
    HOME: home,
    PATH: claude.PATH,
    ANTHROPIC_BASE_URL: claude.stub.url,
    CLAUDE_CODE_OAUTH_TOKEN: 'token-of-the-server',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  }))
})
afterEach(async () => {
  await removeSessions(server.client)
  taken.clear()
})
afterAll(() => made.disposeAsync())

/** The host signs in, as the CLI there does it: a new file in the place of the old one. */
function signInOnHost(accessToken: string): void {
  const login = { claudeAiOauth: { accessToken, refreshToken: 'canary-refresh', expiresAt: Date.now() + 8 * 3_600_000, scopes: ['user:inference', 'user:profile'], subscriptionType: 'max' } }
  writeFileSync(join(home, '.claude/next'), JSON.stringify(login))
  renameSync(join(home, '.claude/next'), join(home, '.claude/.credentials.json'))
}

async function environmentWith(credentials: CredentialMode): Promise<string> {
  return (await server.client.environments.create.mutate({ name: credentials, kind: 'HOST', config: { credentials } })).id
}

async function running(environmentId: string, prompt?: string): Promise<string> {
  const { id } = await server.client.sessions.create.mutate({ name: 'Signed in', repoUrl, environmentId, ...(prompt === undefined ? {} : { prompt }) })
  const { status, statusReason } = await sessionWhen(server.client, id, (session) => session.status !== 'creating')
  expect([status, statusReason]).toEqual(['running', null])
  return id
}

const stateFile = (id: string, path: string): string => join(server.dataDir, 'sessions', id, 'state', path)
const asked = (token: string, prompt: string): Promise<unknown> => claude.stub.request((request) => request.token === token && request.conversation?.prompt?.includes(prompt) === true)

test('token: the agent speaks with the server\'s token, and no file holds it', async () => {
  taken.add('token-of-the-server')
  const id = await running(await environmentWith('token'), 'hello by token')
  await asked('token-of-the-server', 'hello by token')
  expect((await server.client.sessions.get.query({ id })).credentials).toEqual({ mode: 'token', sharedWith: 0, problem: null })
  expect(existsSync(stateFile(id, 'claude/.credentials.json'))).toBe(false)
})

test('A67 F52 host-copy: settings and sign-in of the host without its refresh token, and the new one when the host signs in anew', async () => {
  writeFileSync(join(home, '.claude/CLAUDE.md'), 'Be brief.\n')
  signInOnHost('access-1')
  taken.add('access-1')
  const environmentId = await environmentWith('host-copy')
  const id = await running(environmentId, 'hello by copy')
  await asked('access-1', 'hello by copy')
  expect(readFileSync(stateFile(id, 'claude/CLAUDE.md'), 'utf8')).toBe('Be brief.\n')
  expect(readFileSync(stateFile(id, 'claude/.credentials.json'), 'utf8')).not.toContain('canary')
  await sessionWhen(server.client, id, ({ agentState }) => agentState.state === 'done')

  signInOnHost('access-2')
  taken.add('access-2')
  taken.delete('access-1')
  await expect.poll(() => readFileSync(stateFile(id, 'claude/.credentials.json'), 'utf8')).toContain('access-2')
  await server.client.prompts.send.mutate({ sessionId: id, text: 'hello again' })
  await asked('access-2', 'hello again')
  // What the session does with its copy never reaches the host.
  expect(readFileSync(join(home, '.claude/.credentials.json'), 'utf8')).toContain('canary-refresh')
})

test('session: a sign-in of its own, which no start takes away', async () => {
  const id = await running(await environmentWith('session'))
  expect((await server.client.sessions.get.query({ id })).credentials).toEqual({ mode: 'session', sharedWith: 0, problem: null })
  expect(existsSync(stateFile(id, 'claude/.credentials.json'))).toBe(false)
})

test('shared-directory: one sign-in for all sessions of the environment, everything else their own', async () => {
  taken.add('access-shared')
  const environmentId = await environmentWith('shared-directory')
  const shared = join(server.dataDir, 'logins', environmentId)
  mkdirSync(shared, { recursive: true })
  writeFileSync(join(shared, '.credentials.json'), JSON.stringify({ claudeAiOauth: { accessToken: 'access-shared', refreshToken: 'r', expiresAt: Date.now() + 8 * 3_600_000, scopes: ['user:inference', 'user:profile'] } }))
  const [first, second] = [await running(environmentId, 'hello first'), await running(environmentId, 'hello second')]
  await asked('access-shared', 'hello first')
  await asked('access-shared', 'hello second')
  for (const id of [first, second]) expect((await server.client.sessions.get.query({ id })).credentials).toEqual({ mode: 'shared-directory', sharedWith: 1, problem: null })
  await server.client.sessions.remove.mutate({ id: first })
  await sessionWhen(server.client, second, ({ credentials }) => credentials?.sharedWith === 0)
  await server.client.sessions.remove.mutate({ id: second })
  await server.client.environments.remove.mutate({ id: environmentId })
  expect(existsSync(shared)).toBe(false)
})

test('F52 a sign-in that died is seen by the first that is refused, shown on all that share it, and gone when it works again', async () => {
  signInOnHost('access-dead')
  const environmentId = await environmentWith('host-copy')
  const [idle, refused] = [await running(environmentId), await running(environmentId, 'hello into the void')]
  for (const id of [refused, idle]) {
    const { credentials } = await sessionWhen(server.client, id, (session) => session.credentials?.problem !== null)
    expect(credentials).toMatchObject({ mode: 'host-copy', sharedWith: 1, problem: expect.stringMatching(/does not work any more .* sign in there with \/login/) as string })
  }
  signInOnHost('access-alive')
  taken.add('access-alive')
  await expect.poll(() => readFileSync(stateFile(refused, 'claude/.credentials.json'), 'utf8')).toContain('access-alive')
  await server.client.prompts.send.mutate({ sessionId: refused, text: 'are you there' })
  await asked('access-alive', 'are you there')
  for (const id of [refused, idle]) await sessionWhen(server.client, id, (session) => session.credentials?.problem === null)
})

/** Refreshes a sign-in over and over as the CLI does it: under a lock beside it, a token that is good once, a new file in the old one's place. */
const refresher = (times: number): string => `
const fs = require('node:fs'), folder = process.env.CLAUDE_SECURESTORAGE_CONFIG_DIR, file = folder + '/.credentials.json'
const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + Math.random() * 5)
for (let left = ${String(times)}; left > 0; left--) {
  for (;;) { try { fs.mkdirSync(folder + '/.lock'); break } catch { pause() } }
  const refreshToken = JSON.parse(fs.readFileSync(file, 'utf8')).refreshToken + 1
  pause()
  fs.writeFileSync(file + '.' + process.pid, JSON.stringify({ refreshToken }))
  fs.renameSync(file + '.' + process.pid, file)
  fs.rmdirSync(folder + '/.lock')
  pause()
}
console.log('refreshed-' + ${String(times)})`

test('F52 five sessions that refresh one sign-in at once use each of its tokens once, and all hold the last', async () => {
  const environmentId = await environmentWith('shared-directory')
  const file = join(server.dataDir, 'logins', environmentId, '.credentials.json')
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, JSON.stringify({ refreshToken: 0 }))
  const times = 20
  const ids = await Promise.all(Array.from({ length: 5 }, async (_, index) => (await createdSession(server.client, { name: `Refreshes ${String(index)}`, repoUrl, environmentId })).id))
  await Promise.all(ids.map(async (id) => {
    using shell = await agentTerminal(server.client, id)
    await shell.type(`node -e "$(echo ${Buffer.from(refresher(times)).toString('base64')} | base64 -d)"\r`)
    await shell.until(`refreshed-${String(times)}`)
  }))
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ refreshToken: ids.length * times })
})
