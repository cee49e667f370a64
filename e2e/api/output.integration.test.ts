// Every byte that a terminal prints reaches its viewer once and in order, over a network that breaks again and again.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { checkLedger, ledgerProgram } from '../fixtures/byte-ledger.ts'
import { createEngineView } from '../fixtures/engine.ts'
import { freePort } from '../fixtures/free-port.ts'
import { startGitServer, type GitServer } from '../fixtures/git-server.ts'
import { makeRepository } from '../fixtures/make-repository.ts'
import { watchOutput } from '../fixtures/output.ts'
import { agentTerminal, createdSession } from '../fixtures/sessions.ts'
import { startTcpProxy, type TcpProxy } from '../fixtures/tcp-proxy.ts'
import { startTestServer, type TestServer } from '../fixtures/test-server.ts'

const made = new AsyncDisposableStack()
let git: GitServer
let proxy: TcpProxy
let server: TestServer

beforeAll(async () => {
  git = made.use(await startGitServer(made.use(makeRepository({ files: 5 })), await createEngineView().hostAddress()))
  const port = await freePort()
  proxy = made.use(await startTcpProxy({ target: () => ({ host: '127.0.0.1', port }), seed: 7 }))
  // The proxy's address is the origin, so the server answers to it; its client goes through the proxy.
  server = made.use(await startTestServer({ PORT: String(port), CLAUDEWORK_ORIGIN: `http://127.0.0.1:${String(proxy.port)}` }))
})
afterEach(() => { proxy.cutWithin(null) })
afterAll(() => made.disposeAsync())

describe('F01: a connection that is cut at random', () => {
  test.each(['plain', 'wide', 'escapes'] as const)('loses and repeats nothing of %s output', async (payload) => {
    // All of it fits into the 4 MiB that the supervisor keeps; escapes make longer lines.
    const lines = payload === 'escapes' ? 8_000 : 20_000
    const { client } = server
    const session = await createdSession(client, { name: `Ledger ${payload}`, repoUrl: git.url })
    using shell = await agentTerminal(client, session.id)
    const before = proxy.connections()
    await shell.type(`cat > /tmp/ledger.cjs <<'END'\n${ledgerProgram({ lines, payload, pause: 3 })}\nEND\nnode /tmp/ledger.cjs\r`)
    proxy.cutWithin(400_000)
    await shell.until(/\nledger-end\r/)
    proxy.cutWithin(null)
    expect(checkLedger(shell.bytes(), lines)).toEqual({ lines, faults: [] })
    expect(shell.gaps()).toEqual([])
    expect(proxy.connections() - before, 'times the connection was cut').toBeGreaterThanOrEqual(2)
    // Whoever comes later reads the same bytes from the ring.
    using late = watchOutput(client, shell.terminalId, 0)
    await late.until(/\nledger-end\r/)
    expect(checkLedger(late.bytes(), lines)).toEqual({ lines, faults: [] })
    await client.sessions.remove.mutate({ id: session.id })
  })
})
