import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addressOf, endpointOf } from './endpoint.ts'
import { createEngine } from './engine.ts'
import { EngineProblem, plain } from './engine-problem.ts'

/** Something that listens where an engine would. */
async function standIn(server: Server | null) {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-engine-'))
  const path = join(folder, 'docker.sock')
  if (server) await new Promise<void>((resolve) => { server.listen(path, resolve) })
  return {
    path,
    engine: createEngine({ endpoint: endpointOf({ type: 'unix', path }) }),
    async [Symbol.asyncDispose]() {
      if (server) await new Promise((resolve) => { server.close(resolve) })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const answering = (listener: RequestListener): Server => createHttpServer({ keepAlive: false }, (request, response) => {
  response.setHeader('connection', 'close')
  listener(request, response)
})

async function problemIn(work: Promise<unknown>): Promise<EngineProblem> {
  const error: unknown = await work.then(() => null, (reason: unknown) => reason)
  if (error instanceof EngineProblem) return error
  throw new Error('an EngineProblem was expected', { cause: error })
}

describe('the state of an engine', () => {
  test('no socket: missing, with how to get one', async () => {
    await using none = await standIn(null)
    expect(await none.engine.status()).toMatchObject({ state: 'missing', reason: expect.stringMatching(/^No Docker engine is running here; .*(?:install|switch on)/) as string })
  })

  test('F22 a socket that nobody serves: missing', async () => {
    await using none = await standIn(null)
    const server = spawn(process.execPath, ['-e', `require('net').createServer().listen(${JSON.stringify(none.path)}, () => console.log('up'))`])
    await once(server.stdout, 'data')
    // Killed so, it leaves its socket's file.
    server.kill('SIGKILL')
    await once(server, 'exit')
    expect(existsSync(none.path)).toBe(true)
    expect((await none.engine.status()).state).toBe('missing')
  })

  test('F23 a connection that says nothing: not answering, within its two seconds, and asked once', async () => {
    let connections = 0
    const sockets: { destroy(): void }[] = []
    await using hung = await standIn(createServer((socket) => { connections++; sockets.push(socket) }))
    const began = performance.now()
    const states = await Promise.all([hung.engine.status(), hung.engine.status()])
    expect(states.map(({ state }) => state)).toEqual(['not answering', 'not answering'])
    expect(performance.now() - began).toBeLessThan(6_000)
    expect((await hung.engine.status()).state).toBe('not answering')
    expect(connections).toBe(1)
    for (const socket of sockets) socket.destroy()
  })

  test('an engine: ok, with its version', async () => {
    await using up = await standIn(answering((_request, response) => { response.end(JSON.stringify({ Version: '28.0', Os: 'linux', Arch: 'amd64' })) }))
    expect(await up.engine.status()).toEqual({ state: 'ok', version: '28.0', os: 'linux', arch: 'amd64' })
  })
})

describe('answers', () => {
  const status = (code: number, message = 'x') => standIn(answering((_request, response) => { response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ message })) }))

  test('304 and 404 say that things are as wanted', async () => {
    await using already = await status(304)
    await already.engine.containers.start('c')
    await already.engine.containers.stop('c', 1)
    await using gone = await status(404)
    await gone.engine.containers.stop('c', 1)
    await gone.engine.containers.kill('c')
    await gone.engine.containers.remove('c')
    await gone.engine.volumes.remove('v')
    expect(await gone.engine.containers.inspect('c')).toBeNull()
    expect(await gone.engine.images.inspect('i')).toBeNull()
    expect(await gone.engine.containers.getArchive('c', '/x')).toBeNull()
  })

  test('a refusal is one sentence, with its status, without paths of the engine\'s host', async () => {
    await using refusing = await status(500, 'error while mounting volume /var/lib/docker/volumes/x/_data: permission denied\n\tat stack')
    const problem = await problemIn(refusing.engine.containers.start('c'))
    expect(problem.message).toBe('The Docker engine could not start a container: error while mounting volume (a path): permission denied.')
    expect(problem).toMatchObject({ status: 500, engine: 'ok', kind: 'failed' })
  })

  test('an image name is no path', () => {
    expect(plain('No such image: registry.example/a/b/c:1')).toBe('No such image: registry.example/a/b/c:1')
  })
})

test('a cancelled call rejects at once, also one that waits for ever', async () => {
  await using hung = await standIn(createServer(() => undefined))
  const controller = new AbortController()
  const waiting = hung.engine.containers.wait('c', { signal: controller.signal })
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' })
})

describe('endpoints', () => {
  test.each([
    ['unix:///run/x.sock', { type: 'unix', path: '/run/x.sock' }],
    ['tcp://10.0.0.1:2375', { type: 'tcp', host: '10.0.0.1', port: 2375, tls: undefined }],
    ['tcp://10.0.0.1:2376', { type: 'tcp', host: '10.0.0.1', port: 2376, tls: { ca: '/keys/ca.pem', cert: '/keys/cert.pem', key: '/keys/key.pem' } }],
    ['ssh://me@box:2222', { type: 'ssh', host: 'box', port: 2222, user: 'me' }],
  ])('%s', (dockerHost, address) => {
    expect(addressOf(dockerHost, { DOCKER_CERT_PATH: '/keys' })).toEqual(address)
  })

  test('anything else is refused with the forms there are', () => {
    expect(() => addressOf('ftp://x')).toThrow(/unix:\/\/\/path, tcp:\/\/host:port or ssh:\/\/user@host; it is "ftp:\/\/x"/)
  })
})

describe('stopping a container', () => {
  const missed = 'cannot stop container: c: tried to kill container, but did not receive an exit event'
  const stopping = async (...answers: [status: number, message: string][]) => {
    let asked = 0
    const server = answering((_request, response) => {
      const [status, message] = answers[asked] ?? [500, 'asked too often']
      asked += 1
      response.writeHead(status, { 'content-type': 'application/json' }).end(status === 304 ? undefined : JSON.stringify({ message }))
    })
    await using engine = await standIn(server)
    const problem = await engine.engine.containers.stop('c', 1).then(() => null, (error: unknown) => (error instanceof Error ? error.message : 'no error'))
    return { problem, asked }
  }

  test('F25 an engine that missed the end, since containerd was away, is asked once more', async () => {
    expect(await stopping([500, missed], [304, ''])).toEqual({ problem: null, asked: 2 })
    expect(await stopping([500, missed], [500, missed])).toEqual({ problem: `The Docker engine could not stop a container: ${missed}.`, asked: 2 })
  })

  test('an engine that refuses is asked once', async () => {
    expect(await stopping([500, 'no such luck'])).toEqual({ problem: 'The Docker engine could not stop a container: no such luck.', asked: 1 })
  })
})
