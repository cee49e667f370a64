// A private repository over https, as a person meets it: refused, a token set, cloned. On this machine; in containers the same is
// shown by the adapter's own tests.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startGitServer, type GitServer } from '../../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../../e2e/fixtures/make-repository.ts'
import { environmentOf, sessionWhen } from '../../../e2e/fixtures/sessions.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

const made = new AsyncDisposableStack()
let test: TestServer
let git: GitServer
let host: string
let hostId: string

beforeAll(async () => {
  const repository = made.use(makeRepository({ files: 5 }))
  git = made.use(await startGitServer(repository, '127.0.0.1'))
  git.setMode({ kind: 'password', user: 'hanako', password: 'canary-password' })
  host = new URL(git.url).host
  test = made.use(await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' }))
  hostId = await environmentOf(test.client, 'HOST')
})
afterAll(() => made.disposeAsync())

async function created(environmentId: string | null): Promise<{ id: string; status: string; statusReason: string | null }> {
  const { id } = await test.client.sessions.create.mutate({ name: 'Private', repoUrl: git.url, environmentId, ...(environmentId === null ? {} : { agent: 'shell' as const }) })
  return sessionWhen(test.client, id, ({ status }) => status !== 'creating')
}

it('A59 without a token the sentence says what to set', async () => {
  const { id, status, statusReason } = await created(hostId)
  expect(status).toBe('error')
  expect(statusReason).toContain(`set a token for ${host} in the settings`)
  await test.client.sessions.remove.mutate({ id })
})

it('A57 with a token it is cloned, and the clone holds no trace of it', async () => {
  await test.client.gitHosts.set.mutate({ host, username: 'hanako', token: 'canary-password' })
  const { id, status, statusReason } = await created(hostId)
  expect({ status, statusReason }).toEqual({ status: 'running', statusReason: null })
  const config = readFileSync(join(test.dataDir, 'sessions', id, 'work/.git/config'), 'utf8')
  expect(config).toContain(git.url)
  expect(config).not.toContain('canary')
  expect(config).not.toContain('hanako')
  await test.client.sessions.remove.mutate({ id })
})

it('a token that the host does not take is refused with a sentence', async () => {
  await test.client.gitHosts.set.mutate({ host, token: 'wrong' })
  expect((await created(hostId)).statusReason).toContain('wants a user name and password')
  await test.client.gitHosts.remove.mutate({ host })
  expect(await test.client.gitHosts.list.query()).toEqual([])
})
