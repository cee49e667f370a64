import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestServer, type TestServer } from '../e2e/fixtures/test-server.ts'

/** A whole installation in a process of its own. Its home is empty, so that no person's shell set-up is measured. */
export async function startBenchServer(): Promise<TestServer> {
  const home = mkdtempSync(join(tmpdir(), 'claudework-home-'))
  const server = await startTestServer({ HOME: home, CLAUDEWORK_LOG_LEVEL: 'warn' })
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      for (const { id } of await server.client.sessions.list.query()) await server.client.sessions.remove.mutate({ id })
      await server[Symbol.asyncDispose]()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
