// A server that is short of time, descriptors or memory: what it refuses it says, and terminals go on.
import { expect, test } from 'vitest'
import type { Client } from '../client/client.ts'
import { freePort } from '../e2e/fixtures/free-port.ts'
import { agentTerminal, createdSession } from '../e2e/fixtures/sessions.ts'
import { startTcpProxy } from '../e2e/fixtures/tcp-proxy.ts'
import { createClient } from '../client/client.ts'
import { noEngine, startChildServer } from './testing/child-server.ts'
import { counting, expectWhole, stopCounting } from './testing/counting.ts'
import { makeSmallRepository, testToken } from './testing/test-server.ts'

const repoUrl = makeSmallRepository()

async function hostSession(client: Client, name: string): Promise<string> {
  const environmentId = (await client.environments.list.query()).find(({ kind }) => kind === 'HOST')?.id ?? ''
  const session = await createdSession(client, { name, repoUrl, environmentId })
  expect(session).toMatchObject({ status: 'running', statusReason: null })
  return session.id
}

test('F17 a server that does nothing else for 2.5 s says so and where it was; nobody is cut off or called dead', { timeout: 60_000 }, async () => {
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
    await expect.poll(async () => (await heldUp()).length, { timeout: 15_000 }).toBe(times)
    await shell.until(/tick-\d+00\r/)
  }
  // The first block calls for somebody who looks at the next.
  expect(await heldUp()).toEqual([expect.stringMatching(/^claudework did nothing else for [23]\.\d s: .*blockTheLoop \(server-child\.ts:\d+\)/), expect.stringMatching(/^claudework did nothing else for [23]\.\d s\.$/)])
  await shell.type(stopCounting)
  await expectWhole(shell)
  expect(proxy.connections()).toBe(1)
  expect(told.filter((one) => JSON.stringify(one) !== '["running",null]')).toEqual([])
  subscription.unsubscribe()
  await client.close()
})
