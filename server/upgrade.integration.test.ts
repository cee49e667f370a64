// A server is ended and another build of it started, whose supervisor protocol is a major further. Both builds are real.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEngineView } from '../e2e/fixtures/engine.ts'
import { startGitServer, type GitServer } from '../e2e/fixtures/git-server.ts'
import { makeRepository } from '../e2e/fixtures/make-repository.ts'
import { agentTerminal, createdSession } from '../e2e/fixtures/sessions.ts'
import { buildSupervisor } from '../scripts/build-supervisor.ts'
import { startChildServer, type ChildServer, type ChildStart } from './testing/child-server.ts'
import { raised } from './testing/next-major.ts'
import { sessionWhen } from './testing/wait.ts'

const made = new AsyncDisposableStack()
let git: GitServer
let server: ChildServer
let next: ChildStart

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-next-'))
  made.defer(() => { rmSync(folder, { recursive: true, force: true }) })
  const supervisor = await buildSupervisor(join(folder, 'supervisor'), [{ name: 'next-major', enforce: 'pre', transform: raised }])
  next = { program: 'next-server-child.ts', env: { CLAUDEWORK_TEST_SUPERVISOR: supervisor } }
  git = made.use(await startGitServer(made.use(makeRepository({ files: 5 })), await createEngineView().hostAddress()))
  server = made.use(await startChildServer())
})
afterAll(() => made.disposeAsync())

async function started(kind: 'HOST' | 'DOCKER'): Promise<string> {
  const environmentId = (await server.client.environments.list.query()).find((environment) => environment.kind === kind)?.id ?? ''
  const session = await createdSession(server.client, { name: `Upgraded ${kind}`, repoUrl: git.url, environmentId })
  expect(session).toMatchObject({ status: 'running', supervisorOutdated: false })
  return session.id
}

async function upgrade(to?: ChildStart): Promise<void> {
  expect(await server.kill('SIGTERM')).toBe(0)
  await server.start(to)
}

/** Counts, a line each 20 ms, until a key is typed. */
const counting = 'i=0; echo pid-$$; while ! read -rsn1 -t 0.02; do i=$((i+1)); echo tick-$i; done; echo counted-$i\r'

describe.each(['HOST', 'DOCKER'] as const)('F21 %s: an upgrade by a protocol major', (kind) => {
  test('leaves a running session its supervisor, with every byte; a restart brings the new one; the build of before says it cannot speak to that', { timeout: 120_000 }, async () => {
    const { client } = server
    const id = await started(kind)
    using shell = await agentTerminal(client, id)
    await shell.type(counting)
    const pid = (await shell.until(/pid-(\d+)/))[1] ?? ''
    await shell.until('tick-20\r')

    await upgrade(next)
    expect(await sessionWhen(client, id, ({ supervisorOutdated }) => supervisorOutdated)).toMatchObject({ status: 'running', statusReason: null })
    await shell.until(/tick-\d+5\r/)
    await shell.type('q')
    const count = Number((await shell.until(/counted-(\d+)/))[1])
    expect([...shell.text().matchAll(/\ntick-(\d+)(?=\r)/g)].map(([, tick]) => Number(tick))).toEqual(Array.from({ length: count }, (_, index) => index + 1))
    expect(shell.gaps()).toEqual([])
    await shell.type('echo same-$$; echo precious > work.txt\r')
    await shell.until(`same-${pid}\r`)

    expect(await client.sessions.restart.mutate({ id })).toMatchObject({ status: 'running', supervisorOutdated: false })
    await shell.type('cat work.txt; echo pid-$$; sleep 600 & echo child-$!\r')
    await shell.until('precious')
    const child = (await shell.until(/child-(\d+)/))[1] ?? ''

    await upgrade()
    const unknown = await sessionWhen(client, id, ({ statusReason }) => statusReason !== null)
    expect(unknown).toMatchObject({ status: 'running', supervisorOutdated: true, statusReason: expect.stringMatching(/^This session's supervisor does not speak protocol 1, as this server does\. .* restart it/) as string })
    await upgrade(next)
    await sessionWhen(client, id, ({ statusReason, supervisorOutdated }) => statusReason === null && !supervisorOutdated)
    await shell.type(`kill -0 ${child} && echo untouched-$((1+1))\r`)
    await shell.until('untouched-2')

    await upgrade()
    await sessionWhen(client, id, ({ supervisorOutdated }) => supervisorOutdated)
    expect(await client.sessions.restart.mutate({ id })).toMatchObject({ status: 'running', statusReason: null, supervisorOutdated: false })
    await client.sessions.remove.mutate({ id })
  })
})
