// What viewers and shells leave behind when they go: nothing.
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient } from '../../client/client.ts'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { agentTerminal, runningSession } from '../../e2e/fixtures/sessions.ts'
import { processesOf } from '../environments/host/host-supervisor.ts'
import { supervisorOf } from '../testing/supervisor-of.ts'
import { startChildServer, type ChildServer } from '../testing/child-server.ts'
import { makeSmallRepository, testToken } from '../testing/test-server.ts'
import { within } from '../testing/within.ts'

const made = new AsyncDisposableStack()
let server: ChildServer
let id: string
beforeAll(async () => {
  server = made.use(await startChildServer())
  id = (await runningSession(server.client, 'HOST', { name: 'Left behind', repoUrl: makeSmallRepository() })).id
})
afterAll(() => made.disposeAsync())

const filesOf = (pid: number): number => readdirSync(`/proc/${String(pid)}/fd`).length

/** Pages of their own, each with a connection, that see the terminal; returns how they all leave. */
async function viewers(count: number, terminalId: string): Promise<() => Promise<void>> {
  const pages = await Promise.all(Array.from({ length: count }, async () => {
    const client = createClient({ url: server.url, token: testToken })
    const output = watchOutput(client, terminalId)
    await output.until('here-2')
    return { client, output }
  }))
  return async () => {
    for (const { client, output } of pages) {
      output[Symbol.dispose]()
      await client.close()
    }
  }
}

test('F32 a hundred viewers that leave take with them all that was theirs, in the server and in the supervisor', async () => {
  using shell = await agentTerminal(server.client, id)
  await shell.type('echo here-$((1+1))\r')
  await shell.until('here-2')
  const held = (): number[] => [server.pid(), supervisorOf(server.dataDir, id)].map(filesOf)
  // What the first one brings into being for all stays.
  await (await viewers(1, shell.terminalId))()
  let rest = held()
  await expect.poll(() => {
    const before = rest
    rest = held()
    return rest.join() === before.join()
  }, { interval: 500 }).toBe(true)
  const [ofServer = 0, ofSupervisor = 0] = rest
  const leave = await viewers(100, shell.terminalId)
  expect(held()[0]).toBeGreaterThan(ofServer + 90)
  await leave()
  await within(5, expect.poll(() => (held()[0] ?? 0) - ofServer).toBeLessThanOrEqual(0))
  expect(held()[1]).toBeLessThanOrEqual(ofSupervisor)
})

test('F32 a hundred shells that are closed take all their children with them', { timeout: 120_000 }, async () => {
  const before = processesOf(id).length
  const files = filesOf(supervisorOf(server.dataDir, id))
  for (let round = 0; round < 10; round++) {
    const shells = await Promise.all(Array.from({ length: 10 }, () => server.client.terminals.open.mutate({ sessionId: id })))
    await Promise.all(shells.map(async ({ id: terminalId }) => {
      using shell = watchOutput(server.client, terminalId)
      await shell.type('sleep 600 & (setsid sleep 600 &) ; echo up-$((1+1))\r')
      await shell.until('up-2')
    }))
    await expect.poll(() => processesOf(id).length).toBeGreaterThanOrEqual(before + 30)
    await Promise.all(shells.map(({ id: terminalId }) => server.client.terminals.close.mutate({ terminalId })))
  }
  await expect.poll(() => processesOf(id).length).toBe(before)
  expect(filesOf(supervisorOf(server.dataDir, id))).toBeLessThanOrEqual(files)
})
