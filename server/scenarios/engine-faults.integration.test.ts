// What happens to sessions when their engine is killed, restarted or hangs. The engine is the test's own.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkLedger, ledgerProgram } from '../../e2e/fixtures/byte-ledger.ts'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { startOwnEngine, type OwnEngine } from '../../e2e/fixtures/own-engine/own-engine.ts'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import type { Session } from '../sessions/session.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'
import { within } from '../testing/within.ts'

let engine: OwnEngine
let server: TestServer

/** For the tests of one `describe`: an engine of their own, and a server that uses it. */
function onEngineOfOwn(options: { liveRestore?: boolean } = {}): void {
  const made = new AsyncDisposableStack()
  beforeAll(async () => {
    engine = made.use(await startOwnEngine(options))
    server = made.use(await startTestServer({ DOCKER_HOST: engine.dockerHost }))
  })
  afterAll(() => made.disposeAsync())
}

async function running(name: string, config?: Record<string, unknown>): Promise<Session> {
  const { id: environmentId } = config
    ? await server.client.environments.create.mutate({ name, kind: 'DOCKER', config })
    : (await server.client.environments.list.query()).find(({ kind }) => kind === 'DOCKER') ?? { id: '' }
  const { id } = await server.client.sessions.create.mutate({ name, repoUrl: engine.repoUrl, agent: 'shell', environmentId })
  const session = await sessionWhen(server.client, id, ({ status }) => status === 'running' || status === 'error')
  expect(session).toMatchObject({ status: 'running', statusReason: null })
  return session
}

const terminalOf = async (sessionId: string): Promise<string> => (await server.client.terminals.list.query({ sessionId }))[0]?.id ?? ''
const type = (terminalId: string, data: string): Promise<unknown> => server.client.terminals.write.mutate({ terminalId, data })
const program = (source: string): string => `node -e "$(echo ${Buffer.from(source).toString('base64')} | base64 -d)"`
const historyOf = async (sessionId: string): Promise<string[]> => (await server.client.events.list.query({ sessionId })).map(({ what, why }) => `${what}: ${why ?? ''}`)

async function expectWork(sessionId: string, mark: string): Promise<void> {
  const terminalId = await terminalOf(sessionId)
  using shell = watchOutput(server.client, terminalId)
  await type(terminalId, `cat work.txt; echo seen-${mark}-$((1+1))\r`)
  await shell.until(new RegExp(`kept-${mark}\\s+seen-${mark}-2`))
}

/** An image of nothing. */
async function importImage(name: string, change: string): Promise<void> {
  const [repo = '', tag = ''] = name.split(':')
  const progress = await engine.docker.importImage(Readable.from([Buffer.alloc(1024)]), { repo, tag, changes: [change] })
  progress.resume()
  await finished(progress)
}

async function writeWork(sessionId: string, mark: string): Promise<void> {
  const terminalId = await terminalOf(sessionId)
  using shell = watchOutput(server.client, terminalId)
  await type(terminalId, `echo kept-${mark} > work.txt; sync; echo written-$((1+1))\r`)
  await shell.until('written-2')
}

const away = ({ engine: state }: Session): boolean => state === 'missing' || state === 'not answering'
const back = ({ engine: state }: Session): boolean => state === 'ok'

describe('with live-restore off', () => {
  onEngineOfOwn()

  test.each(['SIGKILL', 'SIGTERM'] as const)('F22 an engine that ends by %s ends its sessions, which is said, and they start again with their work', async (signal) => {
    const { id } = await running(`Engine ${signal}`)
    await writeWork(id, signal)
    await engine.signal(signal)
    await within(10, sessionWhen(server.client, id, away))
    await engine.start()
    const ended = await within(15, sessionWhen(server.client, id, ({ status }) => status === 'stopped'))
    expect(ended).toMatchObject({ statusReason: 'Stopped by engine restart', exit: { cause: 'stopped by engine' } })
    expect(await server.client.sessions.start.mutate({ id })).toMatchObject({ status: 'running', exit: null })
    await expectWork(id, signal)
    expect(await historyOf(id)).toContain('ended: Stopped by engine restart')
  })

  test('F22 an engine that restarts while the server is down is said to have ended its sessions', async () => {
    const ended = await running('Ended by the engine')
    await server.restart(async () => {
      await engine.signal('SIGTERM')
      await engine.start()
    })
    expect(await sessionWhen(server.client, ended.id, ({ status }) => status === 'stopped')).toMatchObject({ statusReason: 'Stopped by engine restart', exit: { cause: 'stopped by engine' } })
    expect(await server.client.sessions.startAll.mutate({ ids: [ended.id] })).toEqual({ started: [ended.id], failed: [] })
  })

  test('F23 while the engine hangs nothing changes state, and it is said; it is true again when the engine goes on', async () => {
    const { id } = await running('Engine hangs')
    await engine.signal('SIGSTOP')
    try {
      const hanging = await within(10, sessionWhen(server.client, id, ({ engine: state }) => state === 'not answering'))
      expect(hanging.status).toBe('running')
      expect(await within(2, server.client.process.status.query({ sessionId: id }))).toMatchObject({ running: true })
    } finally {
      await engine.signal('SIGCONT')
    }
    expect(await within(10, sessionWhen(server.client, id, back))).toMatchObject({ status: 'running', exit: null })
    expect((await historyOf(id)).filter((line) => !line.startsWith('create'))).toEqual([])
  })

  test('F25 sessions run on when containerd is killed, and what is asked of them then is done once it is back', async () => {
    const { id } = await running('Containerd killed')
    await writeWork(id, 'containerd')
    const terminalId = await terminalOf(id)
    {
      using shell = watchOutput(server.client, terminalId)
      engine.killContainerd()
      await type(terminalId, 'echo goes-on-$((1+1))\r')
      await shell.until('goes-on-2')
    }
    expect(await within(15, server.client.sessions.stop.mutate({ id }))).toMatchObject({ status: 'stopped' })
    expect(await server.client.sessions.start.mutate({ id })).toMatchObject({ status: 'running', exit: null })
    await expectWork(id, 'containerd')
  })

  test('F26 a session removed outside is made again from its volumes; one whose volumes are gone too says so', async () => {
    const { id, containerId } = await running('Removed outside')
    await writeWork(id, 'outside')
    const remove = (container: string | null): Promise<unknown> => engine.docker.getContainer(container ?? '').remove({ force: true })
    await remove(containerId)
    const gone = await within(5, sessionWhen(server.client, id, ({ status }) => status === 'error'))
    expect(gone).toMatchObject({ statusReason: 'It was removed outside claudework. Start makes it again from its volumes.', cloned: true })
    expect(await historyOf(id)).toContain('removed outside: ')
    const again = await server.client.sessions.start.mutate({ id })
    expect(again).toMatchObject({ status: 'running' })
    await expectWork(id, 'outside')
    await remove(again.containerId)
    await engine.docker.getVolume(again.volumeName ?? '').remove()
    await sessionWhen(server.client, id, ({ status }) => status === 'error')
    const lost = await sessionWhen(server.client, id, ({ cloned }) => !cloned)
    expect(lost.statusReason).toBe('It was removed outside claudework, and its work with it. Retry makes a new clone.')
    await server.client.sessions.retry.mutate({ id })
    await sessionWhen(server.client, id, ({ status }) => status === 'running')
  })

  test('F41 F33 A75 a lost database is made again from labels that bear our signature, and from no others', async () => {
    const { id, containerId } = await running('Found by its labels')
    await writeWork(id, 'lost')
    const { Config } = await engine.docker.getContainer(containerId ?? '').inspect()
    const forgedId = 'f'.repeat(32)
    const forged = await engine.docker.createContainer({ name: `claudework-${forgedId}`, Image: Config.Image, Labels: { ...Config.Labels, 'claudework.session': forgedId } })
    await engine.docker.createVolume({ Name: `claudework-${forgedId}-work`, Labels: { ...Config.Labels, 'claudework.session': forgedId } })
    await server.restart(() => {
      for (const name of readdirSync(server.dataDir)) if (/^claudework\.db|^backups$/.test(name)) rmSync(join(server.dataDir, name), { recursive: true })
    })
    const found = await sessionWhen(server.client, id, ({ status }) => status === 'running')
    expect(found).toMatchObject({ name: 'Found by its labels', repoUrl: engine.repoUrl, agent: 'shell', cloned: true, containerId })
    await expectWork(id, 'lost')
    expect((await server.client.sessions.list.query()).map((session) => session.id)).not.toContain(forgedId)
    const told = (await server.client.events.list.query()).map(({ what }) => what)
    expect(told).toContain('found again')
    expect(told).toContain('database recovered')
    expect(await server.client.sessions.stop.mutate({ id })).toMatchObject({ status: 'stopped' })
    await server.client.sessions.remove.mutate({ id })
    await forged.remove()
    await engine.docker.getVolume(`claudework-${forgedId}-work`).remove()
  })

  test('F33 what crashes leave is listed, the safe part taken away, and what may hold work never without a person', async () => {
    const { id, containerId } = await running('Kept by the doctor')
    const { Config } = await engine.docker.getContainer(containerId ?? '').inspect()
    const instance = String(Config.Labels['claudework.instance'])
    const strangerId = 'e'.repeat(32)
    const volume = `claudework-${strangerId}-work`
    const oldImage = 'claudework-session:0000000000000000'
    await importImage(oldImage, 'LABEL claudework.shared=true')
    await engine.docker.createContainer({ name: 'claudework-left-helper', Image: Config.Image, Labels: { 'claudework.helper': 'clone', 'claudework.instance': instance } })
    await engine.docker.createVolume({ Name: 'claudework-rt-left-x64', Labels: { 'claudework.shared': 'true' } })
    await engine.docker.createVolume({ Name: volume, Labels: { ...Config.Labels, 'claudework.session': strangerId, 'claudework.name': 'A stranger' } })
    const { leftovers, unknown } = await server.client.doctor.look.query({ olderThanMinutes: 0 })
    expect(unknown).toEqual([])
    const judged = Object.fromEntries(leftovers.map(({ name, safe }) => [name, safe]))
    expect(judged).toMatchObject({ 'claudework-left-helper': true, 'claudework-rt-left-x64': true, [oldImage]: true, [volume]: false })
    expect(Object.keys(judged).filter((name) => name.includes(id) || name === Config.Image)).toEqual([])
    await expect(server.client.doctor.clear.mutate({ names: [volume], olderThanMinutes: 0 })).rejects.toThrow(/may hold work/)
    const safe = leftovers.filter((leftover) => leftover.safe).map(({ name }) => name)
    expect((await server.client.doctor.clear.mutate({ names: safe, olderThanMinutes: 0 })).cleared.sort()).toEqual(safe.sort())
    expect((await server.client.doctor.look.query({ olderThanMinutes: 0 })).leftovers.map(({ name }) => name)).toEqual([volume])

    expect(await server.client.doctor.strangers.query()).toMatchObject([{ sessionId: strangerId, name: 'A stranger' }])
    expect(await server.client.doctor.adopt.mutate({ sessionId: strangerId })).toMatchObject({ id: strangerId, name: 'A stranger' })
    await server.client.sessions.remove.mutate({ id: strangerId, confirmName: 'A stranger' })
    expect((await server.client.doctor.look.query({ olderThanMinutes: 0 })).leftovers.map(({ name }) => name)).toEqual([])
    expect(await server.client.sessions.get.query({ id })).toMatchObject({ status: 'running' })
  })

  test('F30 a child that takes all memory is killed alone, and the history says why', async () => {
    const { id } = await running('Hungry child', { memoryMiB: 320 })
    const terminalId = await terminalOf(id)
    using shell = watchOutput(server.client, terminalId)
    await type(terminalId, `${program('const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))')}; echo ended-$?\r`)
    await shell.until('ended-137')
    await expect.poll(() => historyOf(id)).toContain('out of memory: A process was killed, since the memory limit of 320 MiB was reached')
    expect(await server.client.sessions.get.query({ id })).toMatchObject({ status: 'running' })
  })

  test('F30 an agent that is killed for want of memory is told so', async () => {
    const { id: environmentId } = await server.client.environments.create.mutate({ name: 'Hungry agent', kind: 'DOCKER', config: { memoryMiB: 320 } })
    const command = ['node', '-e', 'const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))']
    const { id } = await server.client.sessions.create.mutate({ name: 'Hungry agent', repoUrl: engine.repoUrl, agent: 'command', command, environmentId })
    await sessionWhen(server.client, id, ({ status }) => status === 'running')
    await expect.poll(async () => (await server.client.terminals.list.query({ sessionId: id }))[0]?.exit?.cause).toBe('oom-killed')
  })

  test('F30 a fork bomb stays within its session, which can be stopped and started', async () => {
    const { id } = await running('Fork bomb', { pids: 128 })
    await type(await terminalOf(id), 'bomb() { bomb | bomb & }; bomb\r')
    const other = await running('Beside a fork bomb')
    await writeWork(other.id, 'beside')
    expect(await server.client.sessions.stop.mutate({ id })).toMatchObject({ status: 'stopped' })
    expect(await server.client.sessions.start.mutate({ id })).toMatchObject({ status: 'running' })
  })
})

describe('with live-restore on', () => {
  onEngineOfOwn({ liveRestore: true })

  test('F22 an engine that is killed leaves its sessions running, and no byte is lost', async () => {
    const { id } = await running('Live restore')
    const terminalId = await terminalOf(id)
    using shell = watchOutput(server.client, terminalId)
    const lines = 3_000
    await type(terminalId, `${program(ledgerProgram({ lines, payload: 'plain', pause: 100 }))}\r`)
    await shell.until(/\n200\|/)
    await engine.signal('SIGKILL')
    expect(await within(10, sessionWhen(server.client, id, away))).toMatchObject({ status: 'running' })
    await engine.start()
    expect(await within(15, sessionWhen(server.client, id, back))).toMatchObject({ status: 'running', exit: null })
    await shell.until('ledger-end')
    expect(checkLedger(Buffer.from(shell.text()), lines)).toEqual({ lines, faults: [] })
  })
})
