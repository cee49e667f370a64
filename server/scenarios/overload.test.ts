// A server that is short of time, descriptors or memory: what it refuses it says, and terminals go on.
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { apiErrorOf, createClient, type Client } from '../../client/client.ts'
import { freePort } from '../../e2e/fixtures/free-port.ts'
import { agentTerminal, createdSession } from '../../e2e/fixtures/sessions.ts'
import { startTcpProxy } from '../../e2e/fixtures/tcp-proxy.ts'
import { noEngine, startChildServer } from '../testing/child-server.ts'
import { counting, expectWholeCount } from '../testing/counting.ts'
import { makeSmallRepository, testToken } from '../testing/test-server.ts'

const repoUrl = makeSmallRepository()

async function hostSession(client: Client, name: string): Promise<string> {
  const environmentId = (await client.environments.list.query()).find(({ kind }) => kind === 'HOST')?.id ?? ''
  const session = await createdSession(client, { name, repoUrl, environmentId })
  expect(session).toMatchObject({ status: 'running', statusReason: null })
  return session.id
}

test('F17 a server that does nothing else for 2.5 s says so and where it was; nobody is cut off or called dead', async () => {
  const port = await freePort()
  await using proxy = await startTcpProxy({ target: () => ({ host: '127.0.0.1', port }) })
  const url = `http://127.0.0.1:${String(proxy.port)}`
  await using server = await startChildServer({ env: { ...noEngine, PORT: String(port), CLAUDEWORK_ORIGIN: url, CLAUDEWORK_TEST_BLOCK_MS: '2500' } })
  const id = await hostSession(server.client, 'Held up')
  const client = createClient({ url, token: testToken })
  using shell = await agentTerminal(client, id)
  const told: unknown[] = []
  const subscription = client.sessions.onChange.subscribe(undefined, { onData: ({ data }) => { if (data.kind === 'upsert') told.push([data.session.status, data.session.statusReason]) } })
  await shell.type(counting)
  await shell.until('tick-5\r')
  const heldUp = async (): Promise<(string | null)[]> => (await client.events.list.query({})).filter(({ what }) => what === 'server held up').map(({ why }) => why)
  for (const times of [1, 2]) {
    process.kill(server.pid(), 'SIGUSR2')
    await expect.poll(async () => (await heldUp()).length).toBe(times)
    await shell.until(/tick-\d+00\r/)
  }
  // The first block calls for somebody who looks at the next.
  expect(await heldUp()).toEqual([expect.stringMatching(/^claudework did nothing else for [23]\.\d s: .*blockTheLoop \(server-child\.ts:\d+\)/), expect.stringMatching(/^claudework did nothing else for [23]\.\d s\.$/)])
  await expectWholeCount(shell)
  expect(proxy.connections()).toBe(1)
  expect(told.filter((one) => JSON.stringify(one) !== '["running",null]')).toEqual([])
  subscription.unsubscribe()
  await client.close()
})

test('F19 a server that may open few files refuses more with a sentence, its terminals go on, and it recovers', async () => {
  await using server = await startChildServer({ env: noEngine, under: ['/bin/sh', '-c', 'ulimit -n 128 && exec "$@"', 'sh'] })
  const id = await hostSession(server.client, 'Few files')
  using shell = await agentTerminal(server.client, id)
  await shell.type(counting)
  await shell.until('tick-5\r')
  const crowd: Socket[] = []
  const { port } = new URL(server.url)
  for (let number = 0; number < 150; number++) crowd.push(connect(Number(port), '127.0.0.1').on('error', () => undefined))
  const sentence = /^claudework has \d+ files and connections open of the 128 that it may, and takes no more for now; what runs goes on\./
  await expect.poll(async () => (await fetch(`${server.url}/trpc/health.get`)).status).toBe(503)
  const answer = await fetch(`${server.url}/trpc/health.get`)
  expect(await answer.text()).toMatch(sentence)
  const refused = apiErrorOf(await server.client.sessions.create.mutate({ name: 'One more', repoUrl, agent: 'shell' }).catch((error: unknown) => error))
  expect(refused?.code).toBe('SERVICE_UNAVAILABLE')
  expect(refused?.message).toMatch(sentence)
  await shell.until(/tick-\d+00\r/)
  await server.client.events.list.query({})
  for (const socket of crowd) socket.destroy()
  await expect.poll(async () => (await fetch(`${server.url}/trpc/health.get`)).status).toBe(200)
  await expectWholeCount(shell)
  await hostSession(server.client, 'One more')
})
