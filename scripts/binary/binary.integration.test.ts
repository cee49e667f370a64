// The binary alone in an empty root: no Node, no npm, no file of this checkout; the C library, git and a shell beside it, since
// sessions on this machine are made of those.
import { once } from 'node:events'
import { existsSync, globSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { createClient as createDatabaseClient } from '@libsql/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient, type Client } from '../../client/client.ts'
import { createEngineView, instanceIn } from '../../e2e/fixtures/engine.ts'
import { startGitServer, type GitServer } from '../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../e2e/fixtures/make-repository.ts'
import { agentTerminal, createdSession, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { build } from '../prepare.mjs'
import { buildBinary, oldestLibraries } from './build.ts'
import { makeEmptyRoot, type EmptyRoot } from './empty-root.ts'
import { neededVersions, newerThan } from './needed-versions.ts'

const token = 'token-of-a-binary-in-a-test'
const program = '/opt/claudework'
const engine = createEngineView()

const mayMount = process.platform === 'linux' && process.getuid?.() === 0
const cleanUp = new AsyncDisposableStack()

let root: EmptyRoot
let git: GitServer
let server: Running

beforeAll(async () => {
  if (!mayMount) return
  build()
  root = cleanUp.use(makeEmptyRoot({
    files: { [program]: await buildBinary() },
    programs: ['/bin/sh', '/bin/sleep', '/usr/bin/git', '/usr/lib/git-core/git', '/usr/lib/git-core/git-remote-http'],
    // What is asked for by the native parts is the C library's own too.
    linked: globSync(['node_modules/@libsql/linux-*-gnu/*.node', `dist/supervisor/pty-linux-${process.arch}.node`]),
    sockets: { '/run/engine.sock': (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace('unix://', '') },
  }))
  git = cleanUp.use(await startGitServer(cleanUp.use(makeRepository({ files: 3 })), await engine.hostAddress()))
  server = await start(null)
  const instance = instanceIn(dataDir())
  cleanUp.defer(() => engine.clear(instance))
  cleanUp.defer(async () => {
    await server.client.close()
    await kill(server.child, 'SIGTERM')
  })
})

afterAll(() => cleanUp.disposeAsync())

// Who may not mount cannot make such a root.
describe.runIf(mayMount)('the single binary, alone in an empty root', () => {
  it('has neither Node nor this checkout beside it', () => {
    expect(readdirSync(root.folder, { recursive: true }).map(String).filter((path) => /(^|\/)(node|npm)$/.test(path) && !path.includes('/runtime/'))).toEqual([])
  })

  for (const kind of ['HOST', 'DOCKER'] as const) {
    it(`${kind}: a session is made, its terminal goes on through kill -9 of the server, it is stopped and deleted`, async () => {
      const environments = await server.client.environments.list.query()
      const environmentId = environments.find((each) => each.kind === kind)?.id ?? ''
      const session = await createdSession(server.client, { name: `Binary ${kind}`, repoUrl: git.url, environmentId })
      expect(session).toMatchObject({ status: 'running' })
      using shell = await agentTerminal(server.client, session.id)
      await shell.type('echo shell-$$-; i=0; while [ $i -lt 100 ]; do i=$((i+1)); echo tick-$i; sleep 0.02; done; echo count"ed"\r')
      const [, pid = ''] = await shell.until(/shell-(\d+)-/)
      await shell.until('tick-10')
      await kill(server.child, 'SIGKILL')
      server = await start(server)
      await shell.until('counted')
      expect(shell.gaps()).toEqual([])
      expect([...shell.text().matchAll(/\r\ntick-(\d+)(?=\r)/g)].map(([, tick]) => Number(tick))).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
      await shell.type('echo again-$$\r')
      await shell.until(`again-${pid}`)

      await server.client.sessions.stop.mutate({ id: session.id })
      await sessionWhen(server.client, session.id, ({ status }) => status === 'stopped')
      await server.client.sessions.remove.mutate({ id: session.id })
      await expect.poll(() => server.client.sessions.list.query(), { timeout: 60_000 }).toEqual([])
      expect(await engine.counts(instanceIn(dataDir()))).toMatchObject({ containers: 0, execs: 0 })
    })
  }

  it('serves its page and answers as the command line', async () => {
    expect(await pageOf(server, '/sign-in')).toMatchObject({ status: 200, text: expect.stringContaining('/assets/entry.client-') as string })
    expect(await pageOf(server, '/favicon.svg')).toMatchObject({ status: 200, text: expect.stringContaining('<svg') as string })
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(await output([program, 'version'])).toBe(`claudework ${version}\n`)
    expect(await output([program, 'ls', '--json', '--url', `http://127.0.0.1:${String(server.port)}`])).toBe('[]\n')
    expect(await output([program, 'service', 'install', '--print'])).toMatch(/ExecStart=.*\/opt\/claudework"? "?serve/)
  })

  it('puts a native part that was changed right before it loads it', async () => {
    const runtimes = join(dataDir(), 'runtime')
    const native = readdirSync(runtimes, { recursive: true }).map(String).find((path) => path.includes('@libsql') && path.endsWith('.node')) ?? ''
    const file = join(runtimes, native)
    const genuine = readFileSync(file)
    await kill(server.child, 'SIGTERM')
    rmSync(file)
    writeFileSync(file, Buffer.alloc(genuine.length), { mode: 0o700 })
    server = await start(server)
    expect(readFileSync(file).equals(genuine)).toBe(true)
  })

  it('asks for no library that is newer than glibc 2.28 and what came with it, nor do the native parts that it brings', () => {
    const natives = globSync(join(dataDir(), 'runtime/*/**/*.node')).filter((path) => !/darwin|win32/.test(path) && path.includes(process.arch))
    expect(natives.length).toBeGreaterThan(1)
    for (const file of [join(root.folder, program), ...natives]) expect({ file, newer: newerThan(oldestLibraries, neededVersions(file)) }).toEqual({ file, newer: [] })
  })

  it('refuses the database of a newer version with a sentence, and takes away the programs of another from which nothing runs', async () => {
    const left = join(dataDir(), 'runtime/0123456789abcdef')
    mkdirSync(left)
    utimesSync(left, 0, 0)
    await kill(server.child, 'SIGTERM')
    const database = createDatabaseClient({ url: `file:${join(dataDir(), 'claudework.db')}` })
    await database.execute("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('of a newer version', 9000000000000)")
    expect(await output([program])).toMatch(/^This database was written by a newer claudework\. Start that version again/m)
    expect(existsSync(left)).toBe(true)
    await database.execute("DELETE FROM __drizzle_migrations WHERE hash = 'of a newer version'")
    database.close()
    server = await start(server)
    await expect.poll(() => existsSync(left)).toBe(false)
  })
})

type Running = { child: ChildProcess; client: Client; port: number; host: string }

const dataDir = (): string => join(root.folder, 'home/data')

function variables(port: string): Record<string, string> {
  return { HOME: '/home', CLAUDEWORK_DATA_DIR: '/home/data', CLAUDEWORK_TOKEN: token, CLAUDEWORK_GIT_PROTOCOLS: 'http', DOCKER_HOST: 'unix:///run/engine.sock', PATH: '/usr/bin:/bin', PORT: port, ...base() }
}

function base(): Record<string, string> {
  const image = process.env['CLAUDEWORK_BASE_IMAGE']
  return image ? { CLAUDEWORK_BASE_IMAGE: image } : {}
}

/** Without an argument the binary serves. Where it did before, on the same port, the client finds it again by itself. */
async function start(before: Running | null): Promise<Running> {
  const child = root.spawn([program], variables(String(before?.port ?? 0)))
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => { said += chunk.toString() })
  const { promise, resolve, reject } = Promise.withResolvers<URL>()
  child.once('exit', () => { reject(new Error(`the binary ended before it was ready: ${said}`)) })
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => {
    const url = /^claudework is ready: (\S+)/.exec(line)?.[1]
    if (url) resolve(new URL(url))
  })
  const url = await promise
  return { child, port: Number(url.port), host: url.host, client: before?.client ?? createClient({ url: `http://127.0.0.1:${url.port}`, token }) }
}

/** By the page's own name, which is none of DNS here. */
async function pageOf({ port, host }: Running, path: string): Promise<{ status: number | undefined; text: string }> {
  const request = get({ host: '127.0.0.1', port, path, headers: { host } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode, text }
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

async function output(argv: [string, ...string[]]): Promise<string> {
  const child = root.spawn(argv, variables('0'))
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => { text += chunk.toString() })
  child.stderr?.on('data', (chunk: Buffer) => { text += chunk.toString() })
  await once(child, 'close')
  return text
}
