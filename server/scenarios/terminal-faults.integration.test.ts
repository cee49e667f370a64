// Networks, supervisors and servers that stop answering, under terminals of HOST sessions.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from '../../client/client.ts'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { agentTerminal, runningSession, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startTcpProxy, type TcpProxy } from '../../e2e/fixtures/tcp-proxy.ts'
import { startChildServer, type ChildServer } from '../testing/child-server.ts'
import { counting, expectWholeCount } from '../testing/counting.ts'
import { supervisorOf } from '../testing/supervisor-of.ts'
import { makeSmallRepository, testToken } from '../testing/test-server.ts'
import { within } from '../testing/within.ts'

const made = new AsyncDisposableStack()
let proxy: TcpProxy
let server: ChildServer
let repoUrl: string

beforeAll(async () => {
  proxy = made.use(await startTcpProxy({ target: () => ({ host: '127.0.0.1', port: Number(new URL(server.url).port) }) }))
  server = made.use(await startChildServer({ env: { CLAUDEWORK_ORIGIN: `http://127.0.0.1:${String(proxy.port)}` } }))
  repoUrl = makeSmallRepository()
})
afterAll(() => made.disposeAsync())

const hostSession = async (name: string): Promise<string> => (await runningSession(server.client, 'HOST', { name, repoUrl })).id

test('F02 a link that is half open is given up within 15 s, and the next one goes on at the offset', { concurrent: true }, async ({ expect }) => {
  const id = await hostSession('Half open')
  const client = createClient({ url: `http://127.0.0.1:${String(proxy.port)}`, token: testToken })
  const [terminal] = await client.terminals.list.query({ sessionId: id })
  using far = watchOutput(client, terminal?.id ?? '')
  await far.type(counting)
  await far.until('tick-20\r')
  const before = proxy.connections()
  proxy.stall()
  await within(15, expect.poll(() => proxy.connections()).toBeGreaterThan(before))
  proxy.resume()
  await far.until(/tick-\d+00\r/)
  await expectWholeCount(far)
  await client.close()
})

describe('F18', { concurrent: true }, () => {
  test('a supervisor that hangs is said within 10 s, and forgotten when it goes on', async () => {
    const id = await hostSession('Hangs')
    const pid = supervisorOf(server.dataDir, id)
    process.kill(pid, 'SIGSTOP')
    try {
      await within(10, sessionWhen(server.client, id, ({ status, statusReason }) => status === 'running' && (statusReason ?? '').startsWith('Its supervisor does not answer. Restart the session')))
      expect(await server.client.process.status.query({ sessionId: id })).toMatchObject({ running: null })
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(await sessionWhen(server.client, id, ({ statusReason }) => statusReason === null)).toMatchObject({ status: 'running' })
  })

  test('a supervisor that is killed is said within 10 s; a start brings terminals and work back', async () => {
    const id = await hostSession('Killed')
    using shell = await agentTerminal(server.client, id)
    await shell.type('echo precious > work.txt; echo written-$((1+1))\r')
    await shell.until('written-2')
    const ended = sessionWhen(server.client, id, ({ status }) => status === 'stopped')
    process.kill(supervisorOf(server.dataDir, id), 'SIGKILL')
    await within(10, ended)
    expect((await ended).statusReason).not.toBeNull()
    expect(await server.client.sessions.start.mutate({ id })).toMatchObject({ status: 'running', statusReason: null })
    await shell.type('cat work.txt\r')
    await shell.until('precious')
  })

  test('a supervisor that hangs does not keep its session from being restarted', async () => {
    const id = await hostSession('Hangs for good')
    process.kill(supervisorOf(server.dataDir, id), 'SIGSTOP')
    expect(await server.client.sessions.restart.mutate({ id })).toMatchObject({ status: 'running' })
    using shell = await agentTerminal(server.client, id)
    await shell.type('echo back-$((1+1))\r')
    await shell.until('back-2')
  })
})

test('F12 SIGTERM with thirty busy terminals: exit 0 within 5 s, and all of them go on', async () => {
  const ids = await Promise.all(['Many 1', 'Many 2'].map(hostSession))
  const terminals = await Promise.all(ids.flatMap((sessionId) => Array.from({ length: 14 }, () => server.client.terminals.open.mutate({ sessionId }))))
  const shells = terminals.map(({ id }) => watchOutput(server.client, id))
  await Promise.all(shells.map(async (shell) => {
    await shell.type(counting)
    await shell.until('tick-5\r')
  }))
  await within(5, server.kill('SIGTERM').then((code) => { expect(code).toBe(0) }))
  await server.start({ env: { CLAUDEWORK_ORIGIN: `http://127.0.0.1:${String(proxy.port)}` } })
  await Promise.all(shells.map(async (shell) => {
    await shell.until(/tick-\d+0\r/)
    await expectWholeCount(shell)
    shell[Symbol.dispose]()
  }))
})
