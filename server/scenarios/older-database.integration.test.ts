// A database file of a time before sessions had environments, under today's server, with the real Claude CLI.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDb } from '../../db/client.ts'
import { migrationsIn } from '../../db/migration.ts'
import { environmentOf, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startStubbedClaude, type StubbedClaude } from '../../e2e/fixtures/stubbed-claude.ts'
import { makeSmallRepository, startTestServer, type TestServer } from '../testing/test-server.ts'

const made = new AsyncDisposableStack()
let claude: StubbedClaude
let test: TestServer

beforeAll(async () => {
  claude = made.use(await startStubbedClaude())
  test = made.use(await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock', ...claude.env }))
})
afterAll(() => made.disposeAsync())

/** Writes the file anew as the first version had it, less the column of environments, with the sessions that are in it. */
async function rewriteAsOlder(file: string): Promise<void> {
  const now = createClient({ url: `file:${file}` })
  const sessions = (await now.execute('SELECT * FROM sessions')).rows
  now.close()
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
  const first = await openDb({ url: `file:${file}`, migrations: migrationsIn('db/migrations').slice(0, 1) })
  first.close()
  const older = createClient({ url: `file:${file}` })
  await older.execute('ALTER TABLE sessions DROP COLUMN environment_id')
  const columns = (await older.execute("SELECT name FROM pragma_table_info('sessions')")).rows.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
  expect(columns).not.toContain('environment_id')
  for (const session of sessions) {
    await older.execute({ sql: `INSERT INTO sessions (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`, args: columns.map((name) => session[name] ?? null) })
  }
  older.close()
}

const turns = async (sessionId: string): Promise<number> => (await test.client.transcript.list.query({ sessionId })).filter(({ entry }) => entry.kind === 'result').length

it('NFR-001: a session of a database made before environments is listed, asked, prompted in its conversation and deleted', async () => {
  const { id } = await test.client.sessions.create.mutate({ name: 'From before', repoUrl: makeSmallRepository(), environmentId: null })
  await sessionWhen(test.client, id, ({ status }) => status === 'running')
  await test.client.prompts.send.mutate({ sessionId: id, text: 'the code word is marmalade' })
  await expect.poll(() => turns(id)).toBe(1)

  await test.server.close()
  await rewriteAsOlder(join(test.dataDir, 'claudework.db'))
  await test.restart()

  const session = await sessionWhen(test.client, id, ({ status }) => status === 'running')
  expect(session).toMatchObject({ name: 'From before', environmentId: null, environmentKind: null, settingsPending: [] })
  expect(await test.client.process.status.query({ sessionId: id })).toMatchObject({ running: true, source: 'process-manager', environmentId: null })
  await test.client.prompts.send.mutate({ sessionId: id, text: 'and what was it?' })
  const request = await claude.stub.request(({ conversation }) => conversation?.prompt === 'and what was it?')
  expect(JSON.stringify(request)).toContain('marmalade')
  expect(await test.client.process.restart.mutate({ sessionId: id })).toMatchObject({ running: true, source: 'process-manager' })
  // A new one beside it, in an environment and without.
  const environmentId = await environmentOf(test.client, 'HOST')
  const beside = await test.client.sessions.create.mutate({ name: 'New', repoUrl: makeSmallRepository(), agent: 'shell', environmentId })
  expect((await sessionWhen(test.client, beside.id, ({ status }) => status === 'running')).environmentId).toBe(environmentId)
  await test.client.sessions.remove.mutate({ id })
})
