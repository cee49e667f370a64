// A database server in the place of the file, by the same code path: a stand-in that speaks Hrana over HTTP, not sqld itself.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHranaServer, type HranaServer } from '../../db/testing/hrana-server.ts'
import { environmentOf, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer } from '../testing/test-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'claudework-hrana-'))
const token = 'token-of-the-database'
const DOCKER_HOST = 'unix:///nonexistent/docker.sock'
let database: HranaServer

beforeAll(async () => { database = await startHranaServer(join(folder, 'stand-in.db'), token) })
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

describe('a database server (stand-in)', () => {
  it.each([
    ['http://', () => `http://127.0.0.1:${String(database.port)}`],
    ['libsql://', () => `libsql://127.0.0.1:${String(database.port)}?tls=0`],
  ])('%s keeps sessions, over a restart of claudework', async (_scheme, url) => {
    await using test = await startTestServer({ DOCKER_HOST, DATABASE_URL: url(), DATABASE_AUTH_TOKEN: token })
    const before = database.calls()
    const environmentId = await environmentOf(test.client, 'HOST')
    const { id } = await test.client.sessions.create.mutate({ name: 'Far ’データ', repoUrl: makeSmallRepository(), agent: 'shell', environmentId })
    await sessionWhen(test.client, id, ({ status }) => status === 'running')
    await test.restart()
    expect(await sessionWhen(test.client, id, ({ status }) => status === 'running')).toMatchObject({ id, name: 'Far ’データ' })
    expect((await test.client.events.list.query({ sessionId: id })).length).toBeGreaterThan(0)
    expect(database.calls()).toBeGreaterThan(before + 5)
  }, 60_000)

  it('says so where it does not take the token, or does not answer', async () => {
    const url = `http://127.0.0.1:${String(database.port)}`
    await expect(startTestServer({ DOCKER_HOST, DATABASE_URL: url, DATABASE_AUTH_TOKEN: 'wrong' })).rejects.toThrow(/^The database server at 127\.0\.0\.1:\d+ could not be used \(UNAUTHORIZED.*DATABASE_AUTH_TOKEN/)
    await expect(startTestServer({ DOCKER_HOST, DATABASE_URL: 'http://127.0.0.1:1', DATABASE_AUTH_TOKEN: token })).rejects.toThrow(/^The database server at 127\.0\.0\.1:1 could not be used \(.*\)/)
  })
})
