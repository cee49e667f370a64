import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createClient, type Client } from '../../client/client.ts'
import { createEngineView, instanceIn } from '../../e2e/fixtures/engine.ts'
import { onThisMachine, removeSessions } from '../../e2e/fixtures/sessions.ts'
import { testToken } from './test-server.ts'

export type ChildServer = AsyncDisposable & {
  client: Client
  dataDir: string
  url: string
  pid: () => number
  /** Resolves when it is gone, with its exit code; null = a signal ended it. */
  kill: (signal: NodeJS.Signals) => Promise<number | null>
  /** Resolves when it has ended by itself, with the signal that it took; null = it exited. */
  ended: () => Promise<NodeJS.Signals | null>
  /** Starts it again on the same port and data. */
  start: (next?: ChildStart) => Promise<void>
}

/** What lets a Node older than 24 run our sources. */
const inOlderWords = Number(process.versions.node.split('.')[0]) < 24 ? ['--import', join(import.meta.dirname, 'older-node.mjs')] : []

/** For tests that need none. */
export const noEngine = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' }

export type ChildStart = {
  program?: 'server-child.ts' | 'next-server-child.ts'
  env?: Record<string, string>
  /** A command that runs it, such as `setsid`, with its arguments. */
  under?: string[]
}

/** A whole server in a process of its own, from its sources, which a test can end and start as another build. */
export async function startChildServer(first: ChildStart = {}): Promise<ChildServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'claudework-child-'))
  // Its first port is the system's to choose, and its own from then on: one that is free now is another's before a busy machine gets to it.
  let port = first.env?.['PORT'] ?? '0'
  const common = { ...process.env, HOME: dataDir, CLAUDEWORK_DATA_DIR: dataDir, CLAUDEWORK_TOKEN: testToken, CLAUDEWORK_GIT_PROTOCOLS: 'https,http,file', CLAUDEWORK_LOG_LEVEL: 'fatal' }
  let running: ChildProcess

  async function start({ program = 'server-child.ts', env = {}, under = [] }: ChildStart = {}): Promise<void> {
    const [command, ...args] = [...under, process.execPath, ...inOlderWords, join(import.meta.dirname, program)]
    running = spawn(command, args, { env: { ...common, PORT: port, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
    const { stdout } = running
    if (!stdout) throw new Error('the server has no output')
    const ended = once(running, 'exit').then(() => { throw new Error('the server ended before it was ready') })
    const [line] = await Promise.race([once(createInterface({ input: stdout }), 'line'), ended]) as [string]
    ended.catch(() => undefined)
    port = line
  }

  async function kill(signal: NodeJS.Signals): Promise<number | null> {
    if (running.exitCode !== null || running.signalCode !== null) return running.exitCode
    const gone = once(running, 'exit')
    running.kill(signal)
    await gone
    return running.exitCode
  }

  async function ended(): Promise<NodeJS.Signals | null> {
    if (running.exitCode === null && running.signalCode === null) await once(running, 'exit')
    return running.signalCode
  }

  await start(first)
  const url = `http://127.0.0.1:${port}`
  const client = createClient({ url, token: testToken })
  return {
    client, dataDir, url, kill, start, ended,
    pid: () => running.pid ?? 0,
    async [Symbol.asyncDispose]() {
      if (running.exitCode === null && running.signalCode === null) await removeSessions(client, onThisMachine)
      await client.close()
      await kill('SIGTERM')
      if (first.env?.['DOCKER_HOST'] === undefined) await createEngineView().clear(instanceIn(dataDir))
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
