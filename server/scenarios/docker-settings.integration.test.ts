// Environments of every cut, through a whole server: an image with nothing in it, a setup command, settings that need a new container.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeBusyboxImage, type BusyboxImage } from '../../e2e/fixtures/busybox-image.ts'
import { createEngineView } from '../../e2e/fixtures/engine.ts'
import { startGitServer, type GitServer } from '../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../e2e/fixtures/make-repository.ts'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startTcpProxy } from '../../e2e/fixtures/tcp-proxy.ts'
import type { Session } from '../sessions/session.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const made = new AsyncDisposableStack()
const engine = createEngineView()
let git: GitServer
let server: TestServer
let busybox: BusyboxImage

beforeAll(async () => {
  const repository = made.use(makeRepository({ files: 3 }))
  git = made.use(await startGitServer(repository, await engine.hostAddress()))
  busybox = made.use(await makeBusyboxImage(engine.docker))
  server = made.use(await startTestServer())
})
afterAll(() => made.disposeAsync())

async function running(name: string, config: Record<string, unknown>): Promise<Session> {
  const { id: environmentId } = await server.client.environments.create.mutate({ name, kind: 'DOCKER', config })
  const { id } = await server.client.sessions.create.mutate({ name, repoUrl: git.url, agent: 'shell', environmentId })
  const session = await sessionWhen(server.client, id, ({ status }) => status === 'running' || status === 'error')
  expect(session).toMatchObject({ status: 'running', statusReason: null })
  return session
}

/** What a command prints in the session's terminal, between two marks that only its own run prints. */
async function said(sessionId: string, command: string): Promise<string> {
  const [terminal] = await server.client.terminals.list.query({ sessionId })
  const terminalId = terminal?.id ?? ''
  using output = watchOutput(server.client, terminalId, terminal?.offset ?? 0)
  await server.client.terminals.write.mutate({ terminalId, data: `echo begun-$((40+2)); ${command}; echo ended-$((40+2))\r` })
  const [, words = ''] = await output.until(/begun-42\r\n([\s\S]*?)ended-42/)
  return words.replaceAll('\r\n', '\n').trim()
}

test('a session of an image without Node, git, bash or libc: setup, terminal, stop, start, git warnings, deletion', async () => {
  const { id, steps } = await running('Busybox', { image: busybox.name, setupCommand: 'echo made by $(id -u) | tee .git/made; command -v git || echo without git' })
  expect(steps.map(({ name, state }) => `${name}: ${state}`)).toEqual(['image', 'volumes', 'clone', 'container', 'setup', 'terminal', 'agent'].map((name) => `${name}: done`))
  expect(await server.client.sessions.log.query({ id })).toEqual(expect.arrayContaining(['made by 1000', 'without git']))
  expect(await said(id, 'cat .git/made; command -v node bash git || echo none of them; tail -c 3 /proc/self/cmdline >/dev/null && ls -d /lib /usr 2>/dev/null || echo no libc')).toBe('made by 1000\nnone of them\nno libc')
  expect(await server.client.sessions.gitWarnings.query({ id })).toMatchObject({ state: 'clean' })

  await said(id, 'echo kept > untracked')
  await server.client.sessions.stop.mutate({ id })
  await expect.poll(() => server.client.sessions.gitWarnings.query({ id })).toMatchObject({ state: 'dirty', untracked: 1 })
  expect(await server.client.process.status.query({ sessionId: id })).toMatchObject({ running: false })
  await server.client.sessions.start.mutate({ id })
  expect(await said(id, 'cat untracked')).toBe('kept')
  expect((await server.client.sessions.remove.mutate({ id })).rescueId).not.toBeNull()
})

test('a setup command that fails leaves a usable session, and its step says how it ended', async () => {
  const { id, steps } = await running('Fails', { setupCommand: 'echo before; exit 7' })
  expect(steps.find(({ name }) => name === 'setup')).toMatchObject({ state: 'failed', message: expect.stringMatching(/ended with code 7\. The session is usable/) as unknown })
  expect(await server.client.sessions.log.query({ id })).toEqual(expect.arrayContaining(['before']))
  expect(await said(id, 'git rev-parse --is-inside-work-tree')).toBe('true')
})

test('a restart that cannot start it again keeps what its terminals last showed, and says that it does not run', async () => {
  const { id, environmentId } = await running('Stays down', {})
  const [terminal] = await server.client.terminals.list.query({ sessionId: id })
  await said(id, 'echo last-$((3*3))')
  await server.client.environments.update.mutate({ id: environmentId ?? '', config: { cpus: 1_000 } })
  await expect(server.client.sessions.restart.mutate({ id })).rejects.toThrow(/limits of a container/)
  expect(await server.client.sessions.get.query({ id })).toMatchObject({ status: 'error', statusReason: expect.stringContaining('could not be started') as string })
  using shown = watchOutput(server.client, terminal?.id ?? '')
  await shown.until('last-9')
  expect(await server.client.terminals.list.query({ sessionId: id })).toMatchObject([{ running: false, exit: { cause: 'stopped by user' } }])
})

test('recreate makes the container anew from its volumes with the settings of now, and only then', async () => {
  const { id, environmentId, containerId, volumeName } = await running('Anew', { env: { FLAVOUR: 'vanilla' }, credentials: 'session' })
  // What is in the image is renewed with the image.
  expect(await said(id, 'echo $DISABLE_AUTOUPDATER')).toBe('1')
  const change = (config: Record<string, unknown>) => server.client.environments.update.mutate({ id: environmentId ?? '', config })
  const pending = async (): Promise<string[]> => (await server.client.sessions.get.query({ id })).settingsPending.map(({ setting, applies }) => `${setting}: ${applies}`)
  await said(id, 'echo kept > untracked; echo lost > /tmp/installed; echo mine > /state/home/mine')
  await change({ image: busybox.name, network: 'restricted', env: { FLAVOUR: 'mint' }, credentials: 'token' })
  expect(await pending()).toEqual(['env: next start', 'image: recreate', 'network: recreate', 'credentials: next start'])
  // A restart keeps the container, and what was installed in it.
  await server.client.sessions.restart.mutate({ id })
  expect(await pending()).toEqual(['image: recreate', 'network: recreate'])
  expect(await said(id, 'cat /tmp/installed; command -v git >/dev/null && echo old image')).toBe('lost\nold image')

  const anew = await server.client.sessions.recreate.mutate({ id })
  expect(anew).toMatchObject({ status: 'running', volumeName, settingsPending: [] })
  expect(anew.containerId).not.toBe(containerId)
  expect(await said(id, 'cat untracked /state/home/mine; cat /tmp/installed 2>/dev/null || echo gone; command -v git || echo new image; echo $FLAVOUR')).toBe('kept\nmine\ngone\nnew image\nmint')
  expect((await server.client.events.list.query({ sessionId: id })).map(({ what, result }) => `${what}: ${result}`)).toContain('recreate: done')

  // Back to the open network, from a stopped session; its own network goes with the container that had it.
  await change({ env: { FLAVOUR: 'mint' }, credentials: 'token' })
  await server.client.sessions.stop.mutate({ id })
  expect(await server.client.sessions.recreate.mutate({ id })).toMatchObject({ status: 'running', settingsPending: [] })
  expect(await said(id, 'cat untracked; command -v git >/dev/null && echo image of before')).toBe('kept\nimage of before')
  expect(await engine.docker.listNetworks({ filters: { name: [`claudework-${id}-net`] } })).toEqual([])
})

test('NFR-002: recreate with an image that cannot be had says so, and the session goes on as it is', async () => {
  const { id, environmentId, containerId } = await running('Image gone', {})
  await server.client.environments.update.mutate({ id: environmentId ?? '', config: { image: 'localhost:9/none:1' } })
  await expect(server.client.sessions.recreate.mutate({ id })).rejects.toMatchObject({ message: expect.stringMatching(/localhost:9\/none:1/) as unknown })
  expect(await server.client.sessions.get.query({ id })).toMatchObject({ status: 'running', containerId })
  expect(await said(id, 'echo still here')).toBe('still here')
})

test('F54: a stop whose engine hangs keeps nobody else waiting, and is done once the engine answers', async () => {
  const socket = { path: (process.env['DOCKER_HOST'] ?? '').replace(/^unix:\/\//, '') || '/var/run/docker.sock' }
  await using proxy = await startTcpProxy({ target: () => socket })
  const hanging = await running('Hangs', { engine: { type: 'tcp', host: '127.0.0.1', port: proxy.port } })
  const other = await running('Goes on', {})
  proxy.stall()
  const stop = server.client.sessions.stop.mutate({ id: hanging.id })
  await sessionWhen(server.client, hanging.id, ({ status }) => status === 'stopping')
  await server.client.sessions.stop.mutate({ id: other.id })
  await server.client.sessions.start.mutate({ id: other.id })
  expect(await said(other.id, 'echo goes on')).toBe('goes on')
  await expect(server.client.sessions.start.mutate({ id: hanging.id })).rejects.toMatchObject({ message: expect.stringMatching(/is stopping; try again/) as unknown })
  expect(await server.client.sessions.get.query({ id: hanging.id })).toMatchObject({ status: 'stopping' })
  proxy.resume()
  expect(await stop).toMatchObject({ status: 'stopped', exit: { cause: 'stopped by user' } })
  // This proxy passes no half-closed connection on, which a rescue needs; and the engine goes with it.
  await server.client.sessions.remove.mutate({ id: hanging.id, confirmName: 'Hangs' })
})
