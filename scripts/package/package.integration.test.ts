// What `npm pack` makes, used by another TypeScript project in a folder of its own.
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeSmallRepository, startTestServer, testToken, type TestServer } from '../../server/testing/test-server.ts'
import { packed } from './testing/packed.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'claudework-package-'))
const project = join(folder, 'project')
const program = join(project, 'node_modules/.bin/claudework')
const npm = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']

let test: TestServer
let archive: string
let checkout: string

beforeAll(async () => {
  ({ archive, checkout } = await packed(folder))
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'another-project', private: true, type: 'module' }))
  await run('npm', ['install', ...npm, archive, 'typescript@5.9.3', '@types/node@24'], { cwd: project, env: { ...process.env, NODE_ENV: '' } })
  test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

describe('the package', () => {
  it('leaves the checkout as it was', () => {
    expect(readFileSync(join(checkout, 'package.json'), 'utf8')).toBe(readFileSync('package.json', 'utf8'))
    expect(existsSync(join(checkout, 'package.json.kept'))).toBe(false)
  })

  it('holds what runs, no sources, no tests, no other Node', () => {
    const own = join(project, 'node_modules/claudework')
    const files = readdirSync(own, { recursive: true }).map(String)
    expect(files).toEqual(expect.arrayContaining(['dist/server/main.cjs', 'dist/cli/claudework.cjs', 'dist/supervisor/build-id', 'dist/client/client.d.ts', 'docker/Dockerfile', 'db/migrations/meta/_journal.json']))
    expect(files.filter((name) => /\.test\.|(?<!\.d)\.ts$|\.tsx$/.test(name))).toEqual([])
    expect(readdirSync(join(project, 'node_modules')).filter((name) => /^node-(linux|darwin)/.test(name))).toEqual([])
  })

  it('F15 holds no point at which a test could end it', () => {
    const mark = 'CLAUDEWORK_FAIL_AT'
    expect(readFileSync('server/failpoint.ts', 'utf8')).toContain(mark)
    const built = join(project, 'node_modules/claudework/dist')
    const files = readdirSync(built, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
    expect(files.filter((file) => readFileSync(file).includes(mark))).toEqual([])
  })

  it('type-checks against a strict project that checks its libraries too', async () => {
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({
      compilerOptions: { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, target: 'es2022', lib: ['es2023', 'dom', 'dom.asynciterable'], module: 'nodenext', types: ['node'], noEmit: true },
      include: ['*.ts'],
    }))
    writeFileSync(join(project, 'script.ts'), script)
    writeFileSync(join(project, 'example.ts'), exampleInDocs())
    // What must not pass is in the same run: a check that finds nothing anywhere would be no check.
    writeFileSync(join(project, 'wrong.ts'), wrong)
    const { stdout } = await run(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: project }).catch((error: unknown) => error as { stdout: string })
    expect(stdout.split('\n').filter((line) => /^\S/.test(line)).map((line) => /^(\S+)\((\d+)/.exec(line)?.slice(1).join(':') ?? line)).toEqual(['wrong.ts:3', 'wrong.ts:4', 'wrong.ts:5', 'wrong.ts:6'])
  })

  it('makes a session, runs a command in it, reads its output and removes it', async () => {
    const env = { ...process.env, CLAUDEWORK_URL: test.url, CLAUDEWORK_TOKEN: testToken, REPOSITORY: makeSmallRepository() }
    const { stdout } = await run(process.execPath, ['script.ts'], { cwd: project, env })
    expect(JSON.parse(stdout)).toEqual({ before: 0, status: 'running', said: 'six times seven is 42', removed: 0, unauthorized: 'UNAUTHORIZED' })
  })

  it('brings the command line along', async () => {
    const { stdout } = await run(program, ['version'], { cwd: project, env: onPinnedNode() })
    expect(stdout).toContain((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version)
  })

  it('brings the server along, with its page', async () => {
    const child = spawn(program, ['serve'], { cwd: project, env: { ...onPinnedNode(), PORT: '0', CLAUDEWORK_DATA_DIR: join(folder, 'data'), DOCKER_HOST: 'unix:///nonexistent/docker.sock' } })
    const ended = new Promise((resolve) => { child.on('exit', resolve) })
    try {
      // Read to its end: a server must not find that nobody listens.
      const text = await new Promise<string>((resolve) => {
        let seen = ''
        child.stdout.on('data', (chunk: Buffer) => {
          seen += chunk.toString()
          if (/is ready: \S+\n/.test(seen)) resolve(seen)
        })
        child.on('exit', () => { resolve(seen) })
      })
      const { host, port } = new URL(/http:\S+/.exec(text)?.[0] ?? 'nothing:')
      const page = await new Promise<string>((resolve, reject) => {
        get({ host: '127.0.0.1', port, path: '/sign-in', headers: { host } }, (response) => { readAll(response).then(resolve, reject) }).on('error', reject)
      })
      expect(page).toContain('/assets/entry.client-')
    } finally {
      child.kill('SIGTERM')
      await ended
    }
  })
})

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk.toString()
  return text
}

function onPinnedNode(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` }
}

const script = `import { apiErrorOf, attach, createClient, createPlainClient, type Session } from 'claudework/client'

const url = process.env['CLAUDEWORK_URL'] ?? ''
const client = createClient({ url, token: process.env['CLAUDEWORK_TOKEN'] ?? '' })
const before = (await client.sessions.list.query()).length
const host = (await client.environments.list.query()).find(({ kind }) => kind === 'HOST')
const { id } = await client.sessions.create.mutate({ name: 'From elsewhere', repoUrl: process.env['REPOSITORY'] ?? '', agent: 'shell', environmentId: host?.id, branch: undefined })

const running = await new Promise<Session>((resolve, reject) => {
  const subscription = client.sessions.onChange.subscribe(undefined, {
    onData: ({ data }) => {
      const session = data.kind === 'upsert' ? data.session : data.kind === 'list' ? data.sessions.find((each) => each.id === id) : undefined
      if (session?.id !== id || !['running', 'error'].includes(session.status)) return
      queueMicrotask(() => { subscription.unsubscribe() })
      resolve(session)
    },
    onError: reject,
  })
})

const terminal = await client.terminals.open.mutate({ sessionId: id })
await client.terminals.write.mutate({ terminalId: terminal.id, data: new TextEncoder().encode('echo six times seven is $((6 * 7))\\r') })
let text = ''
for await (const bytes of attach(client, terminal.id, { offset: 0 })) {
  text += new TextDecoder().decode(bytes)
  if (/is 42/.test(text)) break
}
const { rescueId } = await client.sessions.remove.mutate({ id })
const removed: number = (await client.sessions.list.query()).length
await client.close()
const refused = await createPlainClient({ url, token: 'wrong' }).sessions.list.query().catch(apiErrorOf)
const unauthorized = refused && 'code' in refused ? refused.code : rescueId
console.log(JSON.stringify({ before, status: running.status, said: /six times seven is 42/.exec(text)?.[0], removed, unauthorized }))
`

const wrong = `import { createClient } from 'claudework/client'
const client = createClient({ url: '', token: '' })
await client.sessions.create.mutate({ name: 'x' })
await client.sessions.create.mutate({ name: 'x', repoUrl: 'x', agent: 'clod' })
const status: 'gone' = (await client.sessions.get.query({ id: 'x' })).status
await client.sessions.begone.mutate({ id: 'x', status })
`

function exampleInDocs(): string {
  return /```ts\n(import .*?)\n```/s.exec(readFileSync('docs/API.md', 'utf8'))?.[1] ?? 'the example is gone'
}
