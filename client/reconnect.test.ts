// When the client comes back by itself, and when it stops and says so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentOf, sessionWhen } from '../e2e/fixtures/sessions.ts'
import { startTcpProxy, type TcpProxy } from '../e2e/fixtures/tcp-proxy.ts'
import { makeSmallRepository, startTestServer, testToken, type TestServer } from '../server/testing/test-server.ts'
import { apiErrorOf, attach, createClient } from './client.ts'

let test: TestServer
let proxy: TcpProxy
let url: string

beforeAll(async () => {
  proxy = await startTcpProxy({ target: () => ({ host: '127.0.0.1', port: test.server.port }) })
  url = `http://127.0.0.1:${String(proxy.port)}`
  test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock', CLAUDEWORK_ORIGIN: url })
})
afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  await test[Symbol.asyncDispose]()
})

describe('a token that the server does not take', () => {
  it('F05: fails what is under way and what comes later with UNAUTHORIZED, and does not connect again', async () => {
    const before = proxy.connections()
    const client = createClient({ url, token: 'wrong' })
    const subscription = new Promise((resolve) => { client.sessions.onChange.subscribe(undefined, { onError: resolve, onComplete: () => { resolve('completed') } }) })
    const call = client.sessions.list.query().catch((error: unknown) => error)
    const attached = attach(client, 'a.b').next().catch((error: unknown) => error)
    for (const error of [await subscription, await call, await attached]) expect(apiErrorOf(error)).toMatchObject({ code: 'UNAUTHORIZED' })
    expect(apiErrorOf(await client.sessions.list.query().catch((error: unknown) => error))).toEqual({
      code: 'UNAUTHORIZED',
      message: 'claudework does not take this token, or no longer; give createClient() the right one.',
    })
    // Another client has come and gone meanwhile: had the first one tried again, it would have been counted too.
    const other = createClient({ url, token: testToken })
    for (let i = 0; i < 3; i++) {
      await other.sessions.list.query()
      const seen = proxy.connections()
      proxy.cut()
      await expect.poll(() => proxy.connections()).toBeGreaterThan(seen)
    }
    await other.close()
    expect(proxy.connections() - before).toBe(1 + 4)
    await client.close()
  })
})

describe('a server that is away', () => {
  it('F09: fails what was under way with a sentence, and answers what comes after it', async () => {
    const client = createClient({ url, token: testToken })
    await client.health.get.query()
    proxy.stall()
    const [query, mutation] = [client.sessions.list.query(), client.auth.createCode.mutate()].map((call) => call.then(() => null, (error: unknown) => error))
    // The client sends what it is asked in a timer's turn; what was not sent yet would simply go over the next connection.
    await new Promise((resolve) => { setTimeout(resolve, 200) })
    proxy.resume()
    proxy.cut()
    for (const error of [await query, await mutation]) {
      if (error === null) continue
      expect(error).toMatchObject({ message: 'The connection was lost before an answer came; look at what was done before you try again.' })
      expect(apiErrorOf(error)).toEqual({ code: 'UNREACHABLE', message: 'claudework does not answer: the connection was lost before an answer came.' })
    }
    expect(await mutation).not.toBeNull()
    expect(await client.sessions.list.query()).toEqual([])
    await client.close()
  })

  it('F05: is tried again and again, and attach goes on where it was', async () => {
    const environmentId = await environmentOf(test.client, 'HOST')
    const { id: sessionId } = await test.client.sessions.create.mutate({ name: 'Away', repoUrl: makeSmallRepository(), agent: 'shell', environmentId })
    await sessionWhen(test.client, sessionId, ({ status }) => status === 'running')
    const { id: terminalId } = await test.client.terminals.open.mutate({ sessionId })
    const client = createClient({ url, token: testToken })
    let text = ''
    let refused = false
    await test.client.terminals.write.mutate({ terminalId, data: 'echo be$((0))fore\r' })
    for await (const bytes of attach(client, terminalId, { offset: 0 })) {
      text += Buffer.from(bytes).toString()
      if (text.includes('after-1')) break
      if (!text.includes('be0fore') || refused) continue
      refused = true
      proxy.refuse(true)
      const seen = proxy.connections()
      await test.client.terminals.write.mutate({ terminalId, data: 'echo after-$((1))\r' })
      await expect.poll(() => proxy.connections() - seen).toBeGreaterThanOrEqual(4)
      proxy.refuse(false)
    }
    expect(text.match(/be0fore/g)).toHaveLength(1)
    expect(text.match(/after-1/g)).toHaveLength(1)
    await client.close()
  })

  it('F05: cuts off a hundred and fifty at once, and all of them hear from it again within seconds, not in one instant', async () => {
    const clients = Array.from({ length: 150 }, () => createClient({ url, token: testToken }))
    const heard = clients.map(() => 0)
    const cameBack: number[] = []
    clients.forEach((client, index) => {
      client.sessions.onChange.subscribe(undefined, {
        onData: ({ data }) => {
          if (data.kind !== 'list') return
          heard[index] = (heard[index] ?? 0) + 1
          if (heard[index] === 2) cameBack.push(performance.now())
        },
      })
    })
    await expect.poll(() => heard.filter((times) => times === 1).length).toBe(clients.length)
    const seen = proxy.connections()
    const cutAt = performance.now()
    proxy.cut()
    await expect.poll(() => cameBack.length).toBe(clients.length)
    expect(Math.max(...cameBack) - cutAt).toBeLessThan(5_000)
    // One attempt each does it, and they are spread.
    expect(proxy.connections() - seen).toBeLessThan(clients.length * 2)
    expect(Math.max(...cameBack) - Math.min(...cameBack)).toBeGreaterThan(50)
    await Promise.all(clients.map((client) => client.close()))
  })
})
