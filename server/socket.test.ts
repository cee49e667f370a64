import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { isRefused } from '../contract/close-code.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

let server: TestServer
beforeAll(async () => { server = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' }) })
afterAll(() => server[Symbol.asyncDispose]())

test('whoever opens a socket and says nothing is sent away after three seconds, and not told that the key is no good', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/trpc?connectionParams=1`)
  const began = performance.now()
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  expect(performance.now() - began).toBeGreaterThan(2_500)
  expect(code).toBe(4401)
  expect(isRefused({ code, reason: reason.toString() })).toBe(false)
})
