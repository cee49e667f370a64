// What a server learns once the way to its engine, which was cut, is there again. The engine itself runs on all the time.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { environmentOf, runningSession, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startTcpProxy, type TcpProxy } from '../../e2e/fixtures/tcp-proxy.ts'
import { startDockerServer, type DockerServer } from '../testing/docker-server.ts'
import { shellOf } from '../testing/shell.ts'
import type { TestServer } from '../testing/test-server.ts'

const made = new AsyncDisposableStack()
const socket = (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace('unix://', '')
let proxy: TcpProxy
let engine: DockerServer['engine']
let server: TestServer
let repoUrl: string

beforeAll(async () => {
  // Both sides end with whichever ends first, as with many a proxy: a connection that is closed on one side is gone.
  proxy = made.use(await startTcpProxy({ target: () => ({ path: socket }) }))
  const started = await startDockerServer({ DOCKER_HOST: `tcp://127.0.0.1:${String(proxy.port)}` });
  ({ server, engine, repoUrl } = made.use(started))
})
afterAll(() => made.disposeAsync())

const historyOf = async (sessionId: string): Promise<string[]> => (await server.client.events.list.query({ sessionId })).map(({ what, why }) => `${what}: ${why ?? ''}`)

test('F29 what happened while the events could not be followed is known once they can be, each with its own cause', { timeout: 120_000 }, async () => {
  const { id: environmentId } = await server.client.environments.create.mutate({ name: 'Small', kind: 'DOCKER', config: { memoryMiB: 320 } })
  const [stopped, removed, hungry] = await Promise.all([
    runningSession(server.client, 'DOCKER', { name: 'Stopped', repoUrl }),
    runningSession(server.client, 'DOCKER', { name: 'Removed', repoUrl }),
    runningSession(server.client, 'DOCKER', { name: 'Hungry', repoUrl, environmentId }),
  ])
  proxy.refuse(true)
  await sessionWhen(server.client, stopped.id, ({ engine: state }) => state !== 'ok')
  const containerOf = (containerId: string | null) => engine.docker.getContainer(containerId ?? '')
  await Promise.all([containerOf(stopped.containerId).stop({ t: 5 }), containerOf(removed.containerId).remove({ force: true })])
  const eat = await containerOf(hungry.containerId).exec({ Cmd: ['node', '-e', 'const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))'], AttachStdout: true })
  const eating = await eat.start({})
  eating.resume()
  await expect.poll(async () => (await eat.inspect()).ExitCode).toBe(137)
  expect((await server.client.sessions.list.query()).map(({ status }) => status)).toEqual(['running', 'running', 'running'])
  proxy.refuse(false)
  expect(await sessionWhen(server.client, stopped.id, ({ status }) => status === 'stopped')).toMatchObject({ exit: { cause: 'stopped from outside' } })
  expect(await sessionWhen(server.client, removed.id, ({ status }) => status === 'error')).toMatchObject({ statusReason: 'It was removed outside claudework. Start makes it again from its volumes.' })
  expect(await sessionWhen(server.client, hungry.id, ({ engine: state }) => state === 'ok')).toMatchObject({ status: 'running' })
  // Told by an event alone: it was replayed.
  await expect.poll(() => historyOf(hungry.id)).toContain('out of memory: A process was killed, since the memory limit of 320 MiB was reached')
  expect((await historyOf(hungry.id)).filter((line) => line.startsWith('out of memory'))).toHaveLength(1)
  expect((await historyOf(stopped.id)).filter((line) => line.startsWith('ended'))).toEqual(['ended: Stopped from outside claudework'])

  // A rescue is compared by a helper that has to hear the end of what it is sent, and to answer after that.
  const refusal = await server.client.sessions.remove.mutate({ id: hungry.id }).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ data: { code: 'PRECONDITION_FAILED' }, message: expect.stringMatching(/It was not deleted, since its work could not be rescued: .*drops connections that are closed on one side.*connect to the engine without it/) as unknown })
  expect(await server.client.sessions.get.query({ id: hungry.id })).toMatchObject({ status: 'stopped', cloned: true })
  expect(await server.client.rescues.list.query()).toEqual([])
  for (const { id, name } of await server.client.sessions.list.query()) await server.client.sessions.remove.mutate({ id, confirmName: name })
})

test('F24 NFR-002 an engine that is absent at the start and comes later: HOST works, DOCKER says why, and within ten seconds its sessions go on', async () => {
  const { id } = await runningSession(server.client, 'DOCKER', { name: 'Waits', repoUrl })
  const before = (await server.client.terminals.list.query({ sessionId: id }))[0]
  proxy.refuse(true)
  await server.restart()
  expect(await server.client.sessions.get.query({ id })).toMatchObject({ status: 'running', engine: expect.stringMatching(/missing|not answering/) as string })
  expect(await server.client.process.status.query({ sessionId: id })).toMatchObject({ running: null, source: 'DOCKER', reason: expect.stringMatching(/\.$/) as string })
  const environments = await server.client.environments.list.query()
  expect(environments.find(({ kind }) => kind === 'DOCKER')).toMatchObject({ ready: false, reason: expect.stringMatching(/\.$/) as string })
  const refused = await server.client.sessions.create.mutate({ name: 'No', repoUrl, environmentId: await environmentOf(server.client, 'DOCKER') }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ data: { code: 'SERVICE_UNAVAILABLE' } })
  const here = await runningSession(server.client, 'HOST', { name: 'Here', repoUrl })
  const came = performance.now()
  proxy.refuse(false)
  await sessionWhen(server.client, id, ({ engine: state, status }) => state === 'ok' && status === 'running')
  expect(performance.now() - came).toBeLessThan(10_000)
  await expect.poll(() => server.client.process.status.query({ sessionId: id })).toMatchObject({ running: true, reason: null })
  expect((await server.client.terminals.list.query({ sessionId: id }))[0]).toMatchObject({ id: before?.id, running: true })
  using shell = await shellOf(server.client, id)
  expect(await shell.run('echo again-$((1+1))')).toContain('again-2')
  expect((await server.client.environments.list.query()).find(({ kind }) => kind === 'DOCKER')).toMatchObject({ ready: true, reason: null })
  for (const sessionId of [id, here.id]) await server.client.sessions.remove.mutate({ id: sessionId, confirmName: (await server.client.sessions.get.query({ id: sessionId })).name })
})
