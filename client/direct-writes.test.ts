// Writes that go out at once, against a real server, through a proxy whose connections can be cut.
import { setImmediate } from 'node:timers/promises'
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identityTransformer } from '../contract/identity-transformer.ts'
import { sessionWhen } from '../e2e/fixtures/sessions.ts'
import { startTcpProxy, type TcpProxy } from '../e2e/fixtures/tcp-proxy.ts'
import type { AppRouter } from '../server/trpc/router.ts'
import { makeSmallRepository, startTestServer, testToken, type TestServer } from '../server/testing/test-server.ts'
import { apiErrorOf, attach, createClient, type Client } from './client.ts'
import { createDirectWrites } from './direct-writes.ts'

let test: TestServer
let proxy: TcpProxy
let url: string
let sessionId: string

beforeAll(async () => {
  proxy = await startTcpProxy({ target: () => ({ host: '127.0.0.1', port: test.server.port }) })
  url = `http://127.0.0.1:${String(proxy.port)}`
  test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock', CLAUDEWORK_ORIGIN: url })
  const host = (await test.client.environments.list.query()).find(({ kind }) => kind === 'HOST')
  const { id } = await test.client.sessions.create.mutate({ name: 'Writes', repoUrl: makeSmallRepository(), agent: 'shell', environmentId: host?.id ?? '' })
  await sessionWhen(test.client, id, ({ status }) => status === 'running')
  sessionId = id
})
afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  await test[Symbol.asyncDispose]()
})

/** A terminal whose program takes what is typed as it is, and shows it. */
async function rawTerminal(client: Client): Promise<string> {
  const { id } = await client.terminals.open.mutate({ sessionId })
  await client.terminals.write.mutate({ terminalId: id, data: "stty raw echo; printf 'be%s' 'gun'; exec cat > /dev/null\r" })
  await shown(client, id, 'begun')
  return id
}

/** The output so far, once it holds `text`. */
async function shown(client: Client, terminalId: string, text: string): Promise<string> {
  let seen = ''
  for await (const bytes of attach(client, terminalId, { offset: 0 })) {
    seen += Buffer.from(bytes).toString('latin1')
    if (seen.includes(text)) break
  }
  return seen
}

describe('direct writes', () => {
  it('keep their order with those that waited for the connection', async () => {
    const terminalId = await rawTerminal(test.client)
    const client = createClient({ url, token: testToken })
    const numbers = Array.from({ length: 300 }, (_, number) => `<${String(number)}>`)
    const under = []
    for (const data of numbers) {
      under.push(client.terminals.write.mutate({ terminalId, data }))
      // The connection opens in the middle of it.
      await setImmediate()
    }
    await Promise.all(under)
    const seen = await shown(client, terminalId, '<299>')
    expect(seen.slice(seen.indexOf('<0>'))).toBe(numbers.join(''))
    await client.close()
  })

  it('are on their way before anything else happens here', async () => {
    const terminalId = await rawTerminal(test.client)
    const writes = createDirectWrites()
    const socket = createWSClient({ url: `ws://127.0.0.1:${String(test.server.port)}/trpc`, connectionParams: { token: testToken }, experimental_encoder: writes.encoder })
    const client = createTRPCClient<AppRouter>({ links: [writes.link(socket), wsLink({ client: socket, transformer: identityTransformer })] })
    await client.health.get.query()
    expect(socket.connection?.ws.bufferedAmount).toBe(0)
    const written = client.terminals.write.mutate({ terminalId, data: 'x' })
    expect(socket.connection?.ws.bufferedAmount).toBeGreaterThan(0)
    expect(await written).toEqual({ seq: 0 })
    const closing = client.terminals.write.mutate({ terminalId, data: 'y' })
    await writes.settled()
    expect(await closing).toEqual({ seq: 0 })
    await socket.close()
  })

  it('say what the server says of them', async () => {
    const client = createClient({ url, token: testToken })
    await client.health.get.query()
    const refused = (input: { terminalId: string; data: string }): Promise<unknown> => client.terminals.write.mutate(input).then(() => null, apiErrorOf)
    expect(await refused({ terminalId: 'none.here', data: 'x' })).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('no terminal') as string })
    expect(await refused({ terminalId: '', data: 'x' })).toMatchObject({ code: 'BAD_REQUEST' })
    await client.close()
  })

  it('fail with their connection, and go on over the next one', async () => {
    const client = createClient({ url, token: testToken })
    const terminalId = await rawTerminal(client)
    const seen = proxy.connections()
    const under = client.terminals.write.mutate({ terminalId, data: 'lost' }).then(() => null, apiErrorOf)
    proxy.cut()
    expect(await under).toMatchObject({ code: 'UNREACHABLE' })
    await expect.poll(() => proxy.connections()).toBeGreaterThan(seen)
    await client.terminals.write.mutate({ terminalId, data: '-found' })
    expect(await shown(client, terminalId, '-found')).not.toContain('lostlost')
    await client.close()
  })
})
