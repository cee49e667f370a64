// A server is ended and another build of it started, whose supervisor protocol is a major further. Both builds are real.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEngineView } from '../../e2e/fixtures/engine.ts'
import { startGitServer, type GitServer } from '../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../e2e/fixtures/make-repository.ts'
import type { Output } from '../../e2e/fixtures/output.ts'
import { agentTerminal, runningSession, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { buildSupervisor } from '../../scripts/build-supervisor.ts'
import { startChildServer, type ChildServer, type ChildStart } from '../testing/child-server.ts'
import { counting, expectWholeCount } from '../testing/counting.ts'
import { raised } from '../testing/next-major.ts'

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

const kinds = ['HOST', 'DOCKER'] as const
type Kind = (typeof kinds)[number]

async function started(kind: Kind): Promise<string> {
  const session = await runningSession(server.client, kind, { name: `Upgraded ${kind}`, repoUrl: git.url })
  expect(session).toMatchObject({ status: 'running', supervisorOutdated: false })
  return session.id
}

async function upgrade(to?: ChildStart): Promise<void> {
  expect(await server.kill('SIGTERM')).toBe(0)
  await server.start(to)
}

describe('F21 an upgrade by a protocol major', () => {
  const ids = new Map<Kind, string>()
  const shells = new Map<Kind, Output>()
  const shellOf = (kind: Kind): Output => shells.get(kind) ?? missing(kind)
  const idOf = (kind: Kind): string => ids.get(kind) ?? missing(kind)
  const pids = new Map<Kind, string>()

  beforeAll(() => Promise.all(kinds.map(async (kind) => {
    const id = await started(kind)
    const shell = await agentTerminal(server.client, id)
    ids.set(kind, id)
    shells.set(kind, shell)
    await shell.type(counting)
    pids.set(kind, (await shell.until(/pid-(\d+)\r/))[1] ?? '')
    await shell.until('tick-20\r')
  })))
  beforeAll(() => upgrade(next))
  afterAll(() => { for (const shell of shells.values()) shell[Symbol.dispose]() })

  test.each(kinds)('leaves a %s session its supervisor, with every byte, and says that a restart brings the new one', async (kind) => {
    const shell = shellOf(kind)
    expect(await sessionWhen(server.client, idOf(kind), ({ supervisorOutdated }) => supervisorOutdated)).toMatchObject({ status: 'running', statusReason: null })
    await shell.until(/tick-\d+5\r/)
    await expectWholeCount(shell)
    await shell.type('echo same-$$; echo precious > work.txt\r')
    await shell.until(`same-${pids.get(kind) ?? ''}\r`)
  })

  test.each(kinds)('brings a %s session the new supervisor when it is restarted, beside its work', async (kind) => {
    expect(await server.client.sessions.restart.mutate({ id: idOf(kind) })).toMatchObject({ status: 'running', supervisorOutdated: false })
    await shellOf(kind).type('cat work.txt; echo pid-$$\r')
    await shellOf(kind).until('precious')
    pids.set(kind, (await shellOf(kind).until(/pid-(\d+)\r/))[1] ?? '')
  })

  describe('and back', () => {
    beforeAll(() => upgrade())

    test.each(kinds)('says of a %s session that it cannot speak to that supervisor, leaves it running, and restarts it', async (kind) => {
      const id = idOf(kind)
      expect(await sessionWhen(server.client, id, ({ statusReason }) => statusReason !== null)).toMatchObject({
        status: 'running', supervisorOutdated: true, statusReason: expect.stringMatching(/^This session's supervisor does not speak protocol 1, as this server does\. .* restart it/) as string,
      })
      if (kind === 'HOST') expect(existsSync(`/proc/${pids.get(kind) ?? ''}`)).toBe(true)
      else expect(await server.client.process.status.query({ sessionId: id })).toMatchObject({ running: null, reason: expect.stringContaining('The session runs') as string })
      expect(await server.client.sessions.restart.mutate({ id })).toMatchObject({ status: 'running', statusReason: null, supervisorOutdated: false })
      await shellOf(kind).type('cat work.txt; echo again-$((1+1))\r')
      await shellOf(kind).until('again-2')
    })
  })
})

function missing(kind: Kind): never {
  throw new Error(`there is no ${kind} session`)
}
