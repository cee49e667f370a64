// What a session was asked to be is kept through a creation that fails, so that it can be asked for again.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let repoUrl: string
let hostId: string

beforeAll(async () => {
  server = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
  repoUrl = makeSmallRepository()
  hostId = (await server.client.environments.list.query()).find(({ kind }) => kind === 'HOST')?.id ?? ''
})
afterAll(() => server[Symbol.asyncDispose]())

test('all that was asked for is there after a creation that failed, and a restart', async () => {
  const wish = { name: 'Again', repoUrl, branch: 'later', newBranch: 'claude/again', environmentId: hostId, agent: 'codex', permissionMode: 'plan', prompt: 'two\nlines', idleTimeoutMinutes: 7 } as const
  const { id } = await server.client.sessions.create.mutate(wish)
  await sessionWhen(server.client, id, ({ status }) => status === 'error')
  expect(await server.client.sessions.asked.query({ id })).toEqual(wish)
  await server.restart()
  expect(await server.client.sessions.asked.query({ id })).toEqual(wish)
  expect(await server.client.sessions.asked.query({ id: (await server.client.sessions.create.mutate({ name: 'Bare', repoUrl, environmentId: hostId, agent: 'command', command: ['sh', '-c', 'exit 0'] })).id }))
    .toEqual({ name: 'Bare', repoUrl, environmentId: hostId, agent: 'command', command: ['sh', '-c', 'exit 0'], idleTimeoutMinutes: 60 })
})

test('a first prompt waits for the try that works', async () => {
  const { id } = await server.client.sessions.create.mutate({ name: 'Retried', repoUrl, branch: 'not-yet', environmentId: hostId, agent: 'shell', prompt: 'echo prompted-$((40+2))' })
  await sessionWhen(server.client, id, ({ status }) => status === 'error')
  expect(await server.client.prompts.list.query({ sessionId: id })).toMatchObject([{ state: 'queued' }])
  execFileSync('git', ['-C', fileURLToPath(repoUrl), 'branch', 'not-yet', 'main'])
  await server.client.sessions.retry.mutate({ id })
  await sessionWhen(server.client, id, ({ status }) => status === 'running')
  const [terminal] = await server.client.terminals.list.query({ sessionId: id })
  using output = watchOutput(server.client, terminal?.id ?? '')
  await output.until('prompted-42')
})

test('a prompt that went with an agent that could not be started waits again', async () => {
  // Its prompt is part of how it is started, and there is no such program: the creation fails at its last step.
  const { id } = await server.client.sessions.create.mutate({ name: 'No agent', repoUrl, environmentId: hostId, agent: 'gemini', prompt: 'hello' })
  await sessionWhen(server.client, id, ({ status }) => status === 'error')
  expect(await server.client.sessions.asked.query({ id })).toMatchObject({ prompt: 'hello' })
})
