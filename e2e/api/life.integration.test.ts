// The whole life of DOCKER sessions, in by the front door: the production server in its own process, a real engine, real git.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createEngineView } from '../fixtures/engine.ts'
import { startGitServer, type GitServer } from '../fixtures/git-server.ts'
import { japaneseName, japaneseText, makeRepository, type Repository } from '../fixtures/make-repository.ts'
import { agentTerminal, createdSession, removeSessions, sessionWhen } from '../fixtures/sessions.ts'
import { startTestServer, type TestServer } from '../fixtures/test-server.ts'
import type { Session } from '../../server/sessions/session.ts'

const nothing = { containers: 0, volumes: 0, networks: 0, execs: 0 }

let address: string
let repository: Repository
let git: GitServer
let server: TestServer

beforeAll(async () => {
  repository = makeRepository()
  address = await createEngineView().hostAddress()
  git = await startGitServer(repository, address)
  server = await startTestServer({ CLAUDEWORK_CLONE_STALL_S: '3' })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await git[Symbol.asyncDispose]()
  repository[Symbol.dispose]()
})

describe('a DOCKER session by API', () => {
  afterEach(async () => {
    git.setMode({ kind: 'ok' })
    await removeSessions(server.client)
  })

  test('is created, worked in, stopped, started with its work, renamed and deleted', async () => {
    const { client } = server
    const session = await createdSession(client, { name: 'Whole life', repoUrl: git.url, branch: 'dev' })
    expect(session).toMatchObject({ status: 'running', statusReason: null, environmentKind: 'DOCKER', engine: 'ok', cloned: true })
    expect(session.steps.map(({ name, state }) => `${name} ${state}`)).toEqual(['image done', 'volumes done', 'clone done', 'container done', 'terminal done', 'agent done'])
    {
      using shell = await agentTerminal(client, session.id)
      await shell.type(`pwd; git branch --show-current; cat '${japaneseName}'; cat DEV.md; git status --short | wc -l\r`)
      await shell.until('/workspace')
      await shell.until(/\r\ndev\r\n/)
      await shell.until(japaneseText.trim())
      await shell.until('only on dev')
      await shell.until(/\r\n0\r\n/)
      await shell.type('echo precious > work.txt; sync; echo saved-$((40+2))\r')
      await shell.until('saved-42')
    }
    expect(await client.sessions.stop.mutate({ id: session.id })).toMatchObject({ status: 'stopped', exit: { cause: 'stopped by user' } })
    expect(await client.process.status.query({ sessionId: session.id })).toMatchObject({ running: false, source: 'DOCKER' })
    expect(await client.sessions.start.mutate({ id: session.id })).toMatchObject({ status: 'running', exit: null })
    {
      const [terminal] = await client.terminals.list.query({ sessionId: session.id })
      using shell = await agentTerminal(client, session.id, terminal?.offset)
      await shell.type('cat work.txt; git status --short\r')
      await shell.until('precious')
      await shell.until(/\?\?\S* work\.txt/)
    }
    expect(await client.sessions.update.mutate({ id: session.id, name: 'Renamed' })).toMatchObject({ name: 'Renamed' })
    await client.sessions.remove.mutate({ id: session.id })
    expect((await client.sessions.list.query()).map(({ id }) => id)).not.toContain(session.id)
    expect(await server.counts()).toEqual(nothing)
  })

  test('two at once cannot reach each other', async () => {
    const { client } = server
    const [one, two] = await Promise.all(['One', 'Two'].map((name) => createdSession(client, { name, repoUrl: git.url })))
    if (!one || !two) throw new Error('two sessions were asked for')
    using first = await agentTerminal(client, one.id)
    using second = await agentTerminal(client, two.id)
    await first.type('hostname -i; node -e "require(\'http\').createServer((q,s)=>s.end(\'reached\')).listen(8123,()=>console.log(\'listens-\'+8123))" &\r')
    const address = (await first.until(/\r(\d+\.\d+\.\d+\.\d+)\r/))[1] ?? ''
    await first.until('listens-8123')
    await first.type('curl -s localhost:8123; echo\r')
    await first.until(/\rreached/)
    await second.type(`curl -s --max-time 3 http://${address}:8123/; echo exit-$?\r`)
    expect((await second.until(/exit-(\d+)\r/))[1]).toMatch(/^(7|28)$/)
    await Promise.all([one, two].map(({ id }) => client.sessions.remove.mutate({ id })))
    expect(await server.counts()).toEqual(nothing)
  })

  test('F11: a server killed with -9 finds its sessions running, their terminals at their offsets', async () => {
    const { client } = server
    const session = await createdSession(client, { name: 'Survivor', repoUrl: git.url })
    using shell = await agentTerminal(client, session.id)
    await shell.type('echo pid-$$; i=0; while [ $i -lt 250 ]; do i=$((i+1)); echo tick-$i; sleep 0.02; done; echo counted\r')
    const pid = (await shell.until(/pid-(\d+)\r/))[1] ?? ''
    await shell.until('tick-20\r')
    await server.kill('SIGKILL')
    await server.start()
    await shell.until('counted')
    expect(shell.gaps()).toEqual([])
    expect([...shell.text().matchAll(/\r\ntick-(\d+)(?=\r)/g)].map(([, tick]) => Number(tick))).toEqual(Array.from({ length: 250 }, (_, index) => index + 1))
    await shell.type('echo again-$$\r')
    await shell.until(`again-${pid}`)
    expect(await client.sessions.get.query({ id: session.id })).toMatchObject({ status: 'running', engine: 'ok' })
    await client.sessions.remove.mutate({ id: session.id })
    expect(await server.counts()).toEqual(nothing)
  })

  test('a cancelled creation says so, leaves nothing, and can be tried again', async () => {
    const { client } = server
    git.setMode({ kind: 'hangs' })
    const asked = git.nextRequest()
    const { id } = await client.sessions.create.mutate({ name: 'Cancelled', repoUrl: git.url, agent: 'shell' })
    await asked
    await client.sessions.cancel.mutate({ id })
    expect(await sessionWhen(client, id, ({ status }) => status === 'error')).toMatchObject({ statusReason: 'Cancelled' })
    expect(await server.counts()).toEqual(nothing)
    git.setMode({ kind: 'ok' })
    await client.sessions.retry.mutate({ id })
    await sessionWhen(client, id, ({ status }) => status === 'running')
    await client.sessions.remove.mutate({ id })
    expect(await server.counts()).toEqual(nothing)
  })
})

describe('F51: a clone that cannot end well', () => {
  const causes: { name: string; mode: Parameters<GitServer['setMode']>[0]; url?: (url: string) => string; branch?: string; says: RegExp }[] = [
    { name: 'wrong repository', mode: { kind: 'ok' }, url: (url) => url.replace('sample.git', 'other.git'), says: /no repository at this URL.*check/ },
    { name: 'wrong branch', mode: { kind: 'ok' }, branch: 'nowhere', says: /no branch "nowhere"; check/ },
    { name: 'wants a password', mode: { kind: 'password', user: 'someone', password: 'secret' }, says: /wants a user name and password.*set a token/ },
    { name: 'hangs', mode: { kind: 'hangs' }, says: /sent nothing for .*try again/ },
    { name: 'stalls mid-pack', mode: { kind: 'stalls', after: 3_000 }, says: /(sent nothing for|broke in the middle).*try again/ },
    { name: 'nobody listens', mode: { kind: 'ok' }, url: (url) => url.replace(/:\d+\//, ':9/'), says: /(refused|cannot be reached).*(check|try)/ },
  ]
  const failed = new Map<string, Session>()
  // All at once, since two of them wait for what does not come.
  beforeAll(async () => {
    await Promise.all(causes.map(async ({ name, mode, url, branch }) => {
      await using failing = await startGitServer(repository, address)
      failing.setMode(mode)
      failed.set(name, await createdSession(server.client, { name, repoUrl: url ? url(failing.url) : failing.url, ...(branch === undefined ? {} : { branch }) }))
    }))
  })

  test.each(causes)('$name: one sentence with cause and next step', ({ name, says }) => {
    const session = failed.get(name)
    expect(session?.status).toBe('error')
    expect(session?.statusReason).toMatch(says)
    expect(session?.statusReason?.split('\n')).toHaveLength(1)
  })

  test('nothing is left of any of them, before and after they are deleted', async () => {
    expect(await server.counts()).toEqual(nothing)
    await removeSessions(server.client)
    expect(await server.client.sessions.list.query()).toEqual([])
    expect(await server.counts()).toEqual(nothing)
  })
})

test('without an engine the server starts, says what is missing, and HOST sessions work', async () => {
  await using lonely = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
  const { client } = lonely
  expect((await client.health.get.query()).engine).toMatchObject({ state: 'missing', reason: expect.stringMatching(/install/i) as string })
  const environments = await client.environments.list.query()
  const host = environments.find(({ kind }) => kind === 'HOST')
  const docker = environments.find(({ kind }) => kind === 'DOCKER')
  expect(docker).toMatchObject({ ready: false })
  await expect(client.sessions.create.mutate({ name: 'Nowhere', repoUrl: git.url, environmentId: docker?.id ?? '' })).rejects.toMatchObject({
    data: { code: 'SERVICE_UNAVAILABLE' }, message: expect.stringMatching(/install/i) as string,
  })
  expect(await client.sessions.list.query()).toEqual([])
  const session = await createdSession(client, { name: 'Here', repoUrl: git.url, environmentId: host?.id ?? '' })
  expect(session).toMatchObject({ status: 'running', environmentKind: 'HOST', engine: null })
  await client.sessions.remove.mutate({ id: session.id })
})
