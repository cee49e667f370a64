// Floods, viewers that stopped reading, and the largest screens there are, all at once before a server with little memory.
import { expect, test } from 'vitest'
import { createClient, type Client } from '../../client/client.ts'
import { freePort } from '../../e2e/fixtures/free-port.ts'
import { agentTerminal, createdSession } from '../../e2e/fixtures/sessions.ts'
import { startTcpProxy } from '../../e2e/fixtures/tcp-proxy.ts'
import { anonymousKb } from '../testing/anonymous-memory.ts'
import { noEngine, startChildServer } from '../testing/child-server.ts'
import { makeSmallRepository, testToken } from '../testing/test-server.ts'

const heapMb = 256
const largeScreens = 3
const stalledClients = 6
const snapshots = 12
/** The heap, and what waits in sockets beside it. */
const mostMb = 512

test('F20 A34 with 256 MB of heap, floods, stalled viewers and large screens do not end the server', { timeout: 180_000 }, async () => {
  const port = await freePort()
  await using proxy = await startTcpProxy({ target: () => ({ host: '127.0.0.1', port }) })
  const url = `http://127.0.0.1:${String(proxy.port)}`
  await using server = await startChildServer({ env: { ...noEngine, PORT: String(port), CLAUDEWORK_ORIGIN: url, NODE_OPTIONS: `--max-old-space-size=${String(heapMb)}` } })
  const pid = server.pid()
  const environmentId = (await server.client.environments.list.query()).find(({ kind }) => kind === 'HOST')?.id ?? ''
  const { id: sessionId } = await createdSession(server.client, { name: 'Floods', repoUrl: makeSmallRepository(), environmentId })
  const terminalIds: string[] = []
  for (let number = 0; number < largeScreens; number++) {
    const { id } = await server.client.terminals.open.mutate({ sessionId, cols: 300, rows: 100 })
    // Colour in each word, and all the scrollback there is.
    await server.client.terminals.write.mutate({ terminalId: id, data: String.raw`yes "$(for i in $(seq 20); do printf '\033[38;5;%dmword%d ' $i $i; done)" | head -5100` + '\r' })
    terminalIds.push(id)
  }
  const flood = await server.client.terminals.open.mutate({ sessionId })
  await server.client.terminals.write.mutate({ terminalId: flood.id, data: 'seq 1 1000000000\r' })
  const stalled = Array.from({ length: stalledClients }, () => createClient({ url, token: testToken }))
  await Promise.all(stalled.flatMap((client) => [...terminalIds, flood.id].map((terminalId) => firstScreen(client, terminalId, 'stays'))))
  proxy.stall()
  let largest = 0
  for (let count = 0; count < snapshots; count++) largest = Math.max(largest, await firstScreen(server.client, terminalIds[count % largeScreens] ?? '', 'leaves'))
  expect(largest, 'characters of the largest screen').toBeGreaterThan(500_000)

  using shell = await agentTerminal(server.client, sessionId)
  await shell.type('echo still-$((1+1))\r')
  await shell.until('still-2')
  expect(server.pid()).toBe(pid)
  expect(anonymousKb(pid) / 1024, 'MB of the server').toBeLessThan(mostMb)
  expect((await server.client.health.get.query()).ok).toBe(true)
  proxy.resume()
  await Promise.all(stalled.map((client) => client.close()))
})

/** Resolves with the size of the screen that a new viewer gets. */
function firstScreen(client: Client, terminalId: string, then: 'stays' | 'leaves'): Promise<number> {
  return new Promise((resolve, reject) => {
    const subscription = client.terminals.attach.subscribe({ terminalId }, {
      onData: ({ data }) => {
        if (data.kind !== 'snapshot') return
        if (then === 'leaves') queueMicrotask(() => { subscription.unsubscribe() })
        resolve(data.data.length)
      },
      onError: reject,
    })
  })
}
