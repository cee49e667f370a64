// A whole server in the test's own process, on a free port with a data directory of its own. Everything in it is real but the page.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { createClient, type Client } from '../../client/client.ts'
import { createEngineView, instanceIn } from '../../e2e/fixtures/engine.ts'
import { onThisMachine, removeSessions } from '../../e2e/fixtures/sessions.ts'
import { readConfig } from '../config.ts'
import { createServer, filesBelow, type Server } from '../server.ts'
import type { Front } from '../web.ts'

export const testToken = 'a-token-for-tests-only'

export type TestServer = AsyncDisposable & {
  server: Server
  url: string
  client: Client
  dataDir: string
  env: Record<string, string | undefined>
  /** All that the server has logged, through restarts. */
  logged: () => string
  /** Closes the server as SIGTERM does and opens another one on the same data. */
  restart: (meanwhile?: () => void | Promise<void>) => Promise<void>
}

/** No page: API tests go in by the API's own door. */
const front: Front = {
  mode: 'production',
  build: () => { throw new Error('this server has no page') },
  before: (_request, response) => { response.writeHead(404).end() },
}

export async function startTestServer(overrides: Record<string, string> = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'claudework-test-'))
  const env = {
    ...process.env,
    // Shells that tests start and kill must neither run nor lock what a person's profile sets up.
    HOME: mkdtempSync(join(dataDir, 'home-')),
    CLAUDEWORK_DATA_DIR: dataDir,
    CLAUDEWORK_TOKEN: testToken,
    CLAUDEWORK_GIT_PROTOCOLS: 'https,ssh,http,file',
    CLAUDEWORK_LOG_LEVEL: 'fatal',
    PORT: '0',
    ...overrides,
  }
  const lines: string[] = []
  const open = (): Promise<Server> => {
    const config = readConfig(env)
    const log = pino({ level: config.logLevel }, { write: (line: string) => { lines.push(line) } })
    return createServer({ config, env, log, version: 'test', files: filesBelow(resolve('.')), node: process.execPath, front })
  }
  const connect = (server: Server): Client => createClient({ url: `http://127.0.0.1:${String(server.port)}`, token: testToken })
  const server = await open()
  const test: TestServer = {
    server,
    url: `http://127.0.0.1:${String(server.port)}`,
    client: connect(server),
    dataDir,
    env,
    logged: () => lines.join(''),
    async restart(meanwhile) {
      await test.client.close()
      await test.server.close()
      await meanwhile?.()
      test.server = await open()
      test.url = `http://127.0.0.1:${String(test.server.port)}`
      test.client = connect(test.server)
    },
    async [Symbol.asyncDispose]() {
      // Whoever has another engine clears it.
      await removeSessions(test.client, onThisMachine)
      await test.client.close()
      await test.server.close()
      if (overrides['DOCKER_HOST'] === undefined) await createEngineView().clear(instanceIn(dataDir)).catch(unlessNoEngine)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return test
}

function unlessNoEngine(error: unknown): void {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')) return
  throw error
}

/** A bare repository with a branch `main` and a few files, one with a Japanese name. Returns its `file://` URL. */
export function makeSmallRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-repository-'))
  const work = join(folder, 'work')
  const git = (...args: string[]): void => { execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { stdio: 'ignore' }) }
  git('init', '--initial-branch=main', work)
  writeFileSync(join(work, 'README.md'), '# small\n')
  writeFileSync(join(work, '日本語.txt'), 'こんにちは\n')
  git('-C', work, 'add', '.')
  git('-C', work, 'commit', '-m', 'first')
  git('clone', '--bare', work, join(folder, 'small.git'))
  return `file://${join(folder, 'small.git')}`
}
