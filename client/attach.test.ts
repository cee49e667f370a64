// attach() against a real server, through a proxy whose connections can be cut.
import { createServer, connect, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentOf, sessionWhen } from '../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer, testToken, type TestServer } from '../server/testing/test-server.ts'
import { apiErrorOf, attach, attachEvents, createClient, createPlainClient, type Client } from './client.ts'

let test: TestServer
let proxy: CuttableProxy
let client: Client
let sessionId: string

beforeAll(async () => {
  test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
  proxy = await createCuttableProxy(test.server.port)
  client = createClient({ url: `http://127.0.0.1:${String(proxy.port)}`, token: testToken })
  const environmentId = await environmentOf(test.client, 'HOST')
  const { id } = await test.client.sessions.create.mutate({ name: 'Attach', repoUrl: makeSmallRepository(), agent: 'shell', environmentId })
  await sessionWhen(test.client, id, ({ status }) => status === 'running')
  sessionId = id
})
afterAll(async () => {
  await client.close()
  await proxy.close()
  await test[Symbol.asyncDispose]()
})

describe('attach', () => {
  it('loses and repeats nothing while its connection is cut again and again', async () => {
    const { id } = await client.terminals.open.mutate({ sessionId })
    await test.client.terminals.write.mutate({ terminalId: id, data: 'for i in $(seq 1 40000); do echo line-$i-of-many; done; echo the-$((1+1))-end\r' })
    let text = ''
    let cuts = 0
    for await (const bytes of attach(client, id, { offset: 0 })) {
      text += Buffer.from(bytes).toString('latin1')
      if (text.includes('the-2-end')) break
      if (text.length > (cuts + 1) * 100_000) {
        cuts += 1
        proxy.cut()
      }
    }
    expect(cuts).toBeGreaterThan(1)
    expect(text.match(/line-\d+-of-many\r/g)?.map((line) => Number(line.slice(5, -9)))).toEqual(Array.from({ length: 40_000 }, (_, i) => i + 1))
    await client.terminals.close.mutate({ terminalId: id })
  })

  it('keeps at most what it was told to for a slow reader, and goes on where that one was', async () => {
    const { id } = await client.terminals.open.mutate({ sessionId })
    await test.client.terminals.write.mutate({ terminalId: id, data: 'seq -f row-%g 1 100000; echo the-$((1+1))-end\r' })
    let text = ''
    let first = true
    for await (const bytes of attach(client, id, { offset: 0, waitingBytes: 10_000 })) {
      // The reader is away until all is printed; what did not fit stays at the server.
      if (first) await expect.poll(async () => (await test.client.terminals.screen.query({ terminalId: id })).lines.join('\n')).toContain('the-2-end')
      first = false
      text += Buffer.from(bytes).toString('latin1')
      if (text.includes('the-2-end')) break
    }
    expect(text.match(/row-\d+\r/g)).toHaveLength(100_000)
    await client.terminals.close.mutate({ terminalId: id })
  })

  it('begins with a snapshot, tells of sizes and exits, and ends when the terminal is closed', async () => {
    const { id } = await client.terminals.open.mutate({ sessionId, cols: 70, rows: 20 })
    const seen: string[] = []
    let left = false
    for await (const event of attachEvents(client, id)) {
      if (!seen.includes(event.kind)) seen.push(event.kind)
      if (event.kind === 'snapshot') {
        expect(event).toMatchObject({ cols: 70, rows: 20 })
        await client.terminals.resize.mutate({ terminalId: id, cols: 60, rows: 10 })
      }
      // The snapshot comes with its own size first.
      if (event.kind === 'resize' && event.cols === 60 && !left) {
        left = true
        await client.terminals.write.mutate({ terminalId: id, data: 'exit 7\r' })
      }
      if (event.kind === 'exit') {
        expect(event.exit).toMatchObject({ code: 7 })
        await client.terminals.close.mutate({ terminalId: id })
      }
    }
    expect(seen).toEqual(expect.arrayContaining(['snapshot', 'resize', 'data', 'exit']))
  })

  it('ends without an error when its signal is aborted', async () => {
    const [terminal] = await client.terminals.list.query({ sessionId })
    const leave = new AbortController()
    for await (const event of attachEvents(client, terminal?.id ?? '', { signal: leave.signal })) {
      if (event.kind === 'snapshot') leave.abort()
    }
    expect(leave.signal.aborted).toBe(true)
  })

  it('rejects with what the server said about a terminal that is not there', async () => {
    const error = await attach(client, 'none.here').next().then(() => null, apiErrorOf)
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('no terminal') as string })
  })
})

describe('createPlainClient', () => {
  it('answers, refuses and fails at once', async () => {
    expect(await createPlainClient({ url: test.url, token: testToken }).sessions.list.query()).toHaveLength(1)
    expect(apiErrorOf(await createPlainClient({ url: test.url, token: 'wrong' }).sessions.list.query().catch((e: unknown) => e))).toMatchObject({ code: 'UNAUTHORIZED' })
    expect(apiErrorOf(await createPlainClient({ url: 'http://127.0.0.1:1', token: 'x' }).sessions.list.query().catch((e: unknown) => e))).toMatchObject({ code: 'UNREACHABLE', message: expect.stringContaining('does not answer') as string })
  })
})

type CuttableProxy = { port: number; cut: () => void; close: () => Promise<void> }

async function createCuttableProxy(target: number): Promise<CuttableProxy> {
  const open = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    // The server answers only to its own port's name.
    near.once('data', (head) => {
      far.write(Buffer.from(head.toString('latin1').replace(`127.0.0.1:${String(near.localPort)}`, `127.0.0.1:${String(target)}`), 'latin1'))
      near.pipe(far)
    })
    far.pipe(near)
  })
  const cut = (): void => { for (const socket of open) socket.destroy() }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    cut,
    close: () => new Promise((resolve) => {
      cut()
      server.close(() => { resolve() })
    }),
  }
}
