// Keys that go past the library's handler, among calls that do not, as frames of a WebSocket of our own.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket, type RawData } from 'ws'
import { wsEncoder } from '../../contract/encoder.ts'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { environmentOf, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer, testToken, type TestServer } from '../testing/test-server.ts'

let test: TestServer
let terminalId: string

beforeAll(async () => {
  test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
  const environmentId = await environmentOf(test.client, 'HOST')
  const { id } = await test.client.sessions.create.mutate({ name: 'Keys', repoUrl: makeSmallRepository(), agent: 'shell', environmentId })
  await sessionWhen(test.client, id, ({ status }) => status === 'running')
  terminalId = (await test.client.terminals.open.mutate({ sessionId: id })).id
})
afterAll(() => test[Symbol.asyncDispose]())

async function openLine(token: string): Promise<{ socket: WebSocket; carrier: Socket }> {
  const carrier = connect(test.server.port, '127.0.0.1')
  const socket = new WebSocket(`${test.url.replace('http', 'ws')}/trpc?connectionParams=1`, { createConnection: () => carrier })
  await once(socket, 'open')
  socket.send(wsEncoder.encode({ method: 'connectionParams', data: { token } }))
  return { socket, carrier }
}

const call = (id: string | number, input: object): object => ({ id, method: 'mutation', params: { path: 'terminals.write', input } })

async function answerTo(socket: WebSocket, message: unknown): Promise<unknown> {
  socket.send(wsEncoder.encode(message))
  const [data] = (await once(socket, 'message')) as [RawData]
  return Buffer.isBuffer(data) ? wsEncoder.decode(data) : null
}

describe('a write', () => {
  it('T4 keeps its place behind calls that take the longer way', async () => {
    using output = watchOutput(test.client, terminalId)
    await test.client.terminals.write.mutate({ terminalId, data: "stty raw echo; printf 'be%s' 'gun'; exec cat > /dev/null\r" })
    await output.until('begun')
    const { socket, carrier } = await openLine(testToken)
    // All in one piece: what the server reads in one turn.
    carrier.cork()
    const wanted = Array.from({ length: 50 }, (_, number) => `<${String(number)}>`)
    for (const [number, data] of wanted.entries()) {
      const one = call(`w${String(number)}`, { terminalId, data })
      // A batch is nothing that is taken at once.
      socket.send(wsEncoder.encode(number % 2 === 0 ? [one] : one))
    }
    carrier.uncork()
    await output.until('<49>')
    expect(output.text()).toContain(wanted.join(''))
    socket.close()
  })

  it('is answered as any call of the API, whatever is wrong with it', async () => {
    const { socket } = await openLine(testToken)
    await answerTo(socket, { id: 1, method: 'query', params: { path: 'health.get' } })
    const code = (code: string, httpStatus: number): unknown => expect.objectContaining({ code, httpStatus, path: 'terminals.write' })
    expect(await answerTo(socket, call('w1', { terminalId, data: '', clientId: 'c', seq: 7 }))).toEqual({ id: 'w1', result: { type: 'data', data: { seq: 7 } } })
    expect(await answerTo(socket, call('w2', { terminalId: 'none.here', data: 'x' }))).toMatchObject({ id: 'w2', error: { code: -32004, message: expect.stringContaining('no terminal') as string, data: code('NOT_FOUND', 404) } })
    expect(await answerTo(socket, call('w3', { terminalId, data: 'x', more: true }))).toMatchObject({ id: 'w3', error: { code: -32600, data: code('BAD_REQUEST', 400) } })
    socket.close()
  })

  it('is not taken from whom nobody has signed in', async () => {
    const { socket } = await openLine('wrong')
    socket.send(wsEncoder.encode(call('w1', { terminalId, data: 'stolen' })))
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(4401)
    expect((await test.client.terminals.screen.query({ terminalId })).lines.join('\n')).not.toContain('stolen')
  })
})
