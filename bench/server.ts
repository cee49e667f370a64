import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../e2e/fixtures/free-port.ts'
import { onThisMachine, removeSessions } from '../e2e/fixtures/sessions.ts'
import { startTcpProxy, type TcpProxy } from '../e2e/fixtures/tcp-proxy.ts'
import { startTestServer, type TestServer } from '../e2e/fixtures/test-server.ts'

/** A whole installation in a process of its own. Its home is empty, so that no person's shell set-up is measured. */
export async function startBenchServer(overrides: Record<string, string> = {}): Promise<TestServer> {
  const home = mkdtempSync(join(tmpdir(), 'claudework-home-'))
  const server = await startTestServer({ HOME: home, CLAUDEWORK_LOG_LEVEL: 'warn', ...overrides })
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await removeSessions(server.client, onThisMachine)
      await server[Symbol.asyncDispose]()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export type ProxiedServer = AsyncDisposable & { server: TestServer; proxy: TcpProxy; proxyUrl: string }

/** The same with a network before it that can be told to fail. Its address is the server's origin, so the server answers to it. */
export async function startProxiedServer({ seed, bytesPerSecond }: { seed: number; bytesPerSecond?: number }): Promise<ProxiedServer> {
  const port = await freePort()
  const proxy = await startTcpProxy({ target: () => ({ host: '127.0.0.1', port }), seed, ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }) })
  const proxyUrl = `http://127.0.0.1:${String(proxy.port)}`
  const server = await startBenchServer({ PORT: String(port), CLAUDEWORK_ORIGIN: proxyUrl })
  return {
    server,
    proxy,
    proxyUrl,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await proxy[Symbol.asyncDispose]()
    },
  }
}
