// Environments, prompts, changes and history by the command line, as processes of their own against a real server.
import { spawn } from 'node:child_process'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentOf, sessionWhen } from '../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer, type TestServer } from '../server/testing/test-server.ts'
import { claudework, emptyHome, environmentFor, program, type Ran } from './testing/command-line.ts'

const home = emptyHome()
let test: TestServer
let id: string

beforeAll(async () => {
  test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock', HOME: home })
  const environmentId = await environmentOf(test.client, 'HOST')
  id = (await test.client.sessions.create.mutate({ name: 'Shop', repoUrl: makeSmallRepository(), agent: 'shell', environmentId })).id
  await sessionWhen(test.client, id, ({ status }) => status === 'running')
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  rmSync(home, { recursive: true })
})

const run = (...argv: string[]): Promise<Ran> => claudework(argv, environmentFor(test))
const said = ({ stdout }: Ran): string => stdout.toString()

describe('env', () => {
  it('makes, shows, changes, lists and removes an environment', async () => {
    expect(said(await run('env', 'create', 'Small', '--kind', 'HOST', '--set', 'idleTimeoutMinutes=5', '--set', 'env.GREETING=hello'))).toMatch(/^name +Small$[\s\S]*^idleTimeoutMinutes +5$[\s\S]*GREETING/m)
    expect(JSON.parse(said(await run('env', 'show', 'Small', '--json')))).toMatchObject({ name: 'Small', kind: 'HOST', config: { idleTimeoutMinutes: 5, env: { GREETING: 'hello' } } })
    expect(JSON.parse(said(await run('env', 'update', 'Small', '--name', 'Tiny', '--set', 'idleTimeoutMinutes=', '--set', 'env.GREETING=42', '--json')))).toMatchObject({ name: 'Tiny', config: { env: { GREETING: '42' } } })
    expect(said(await run('env'))).toMatch(/Tiny +HOST/)
    expect(await run('env', 'remove', 'Tiny')).toMatchObject({ code: 0, stdout: Buffer.from('Tiny: removed\n') })
    expect(await run('env', 'show', 'Tiny')).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no environment "Tiny"') as string })
  }, 60_000)

  it('says what is wrong with a setting, in a sentence and with 1', async () => {
    const wrong = await run('env', 'create', 'Wrong', '--kind', 'HOST', '--set', 'memoryMiB=1')
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringMatching(/^claudework: .*memoryMiB.*\.\n$/) as string })
    expect(await run('env', 'update', 'HOST')).toMatchObject({ code: 2, stderr: expect.stringContaining('--set') as string })
    expect(await run('env', 'toString', 'HOST')).toMatchObject({ code: 2 })
  })

  it('ends with 1 where something is missing', async () => {
    expect(await run('env', 'check', 'DOCKER')).toMatchObject({ code: 1, stdout: expect.anything() as Buffer })
  })
})

describe('send', () => {
  it('types a prompt, given as words or on standard input', async () => {
    expect(said(await run('send', 'Shop', 'echo', 'sent-$((1+1))-words'))).toMatch(/^Shop: (typed|delivered|queued)\n$/)
    expect(await claudework(['send', 'Shop', '--json'], environmentFor(test), 'echo sent-$((2+1))-stdin\n')).toMatchObject({ code: 0 })
    const [terminal] = await test.client.terminals.list.query({ sessionId: id })
    await expect.poll(async () => (await test.client.terminals.screen.query({ terminalId: terminal?.id ?? '' })).lines.join('\n')).toMatch(/sent-2-words[\s\S]*sent-3-stdin/)
  }, 60_000)

  it('refuses a prompt without text', async () => {
    expect(await run('send', 'Shop')).toMatchObject({ code: 1, stderr: expect.stringContaining('Write the prompt') as string })
  })
})

describe('diff', () => {
  it('lists what has changed, prints one patch or all, and says what would be gone', async () => {
    expect(await run('diff', 'Shop')).toEqual({ code: 0, stdout: Buffer.from(''), stderr: 'Nothing would be gone with it: all is committed and pushed.\n' })
    writeFileSync(join(test.dataDir, 'sessions', id, 'work/README.md'), '# changed\n')
    writeFileSync(join(test.dataDir, 'sessions', id, 'work/新しい.txt'), 'new\n')
    expect(await run('diff', 'Shop')).toMatchObject({ code: 0, stdout: Buffer.from('modified   +1 -1  README.md\nuntracked         新しい.txt\n'), stderr: 'Only here: 1 uncommitted, 1 untracked.\n' })
    expect(said(await run('diff', 'Shop', 'README.md'))).toContain('-# small\n+# changed\n')
    expect(said(await run('diff', 'Shop', '--patch'))).toContain('+# changed\n')
    expect(JSON.parse(said(await run('diff', 'Shop', '--json')))).toMatchObject({ files: [{ path: 'README.md' }, {}], warnings: { state: 'dirty', untracked: 1 } })
    expect(await run('diff', 'Shop', 'nope')).toMatchObject({ code: 1, stderr: expect.stringContaining('This file') as string })
  }, 60_000)
})

describe('events', () => {
  it('prints the history, and follows it without a gap', async () => {
    expect(said(await run('events', 'Shop'))).toMatch(/^\S+Z {2}user {2}"Shop" {2}\S/m)
    const [node, main] = program
    const child = spawn(node, [main, 'events', 'Shop', '--follow', '--json'], { env: environmentFor(test), stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => { child.on('close', resolve) })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => { text += chunk.toString() })
    await expect.poll(() => text).toContain('\n')
    await test.client.sessions.stop.mutate({ id })
    await expect.poll(() => text).toMatch(/"what":"stop/)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    const ids = text.trim().split('\n').map((each) => (JSON.parse(each) as { id: number }).id)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    expect(await run('events', '--limit', 'x')).toMatchObject({ code: 2 })
  }, 60_000)
})

describe('rescue', () => {
  it('lists what was kept, fetches it, makes a session of it again and removes it', async () => {
    expect(JSON.parse(said(await run('rm', 'Shop', '--json')))).toMatchObject([{ id, rescueId: expect.stringMatching(/./) as string }])
    expect(said(await run('rescue'))).toMatch(/^ID +NAME[\s\S]*^\S{8} +Shop +main/m)
    const file = join(test.dataDir, 'shop.tar')
    expect(await run('rescue', 'download', 'Shop', file)).toMatchObject({ code: 0, stdout: Buffer.from(`Shop: written to ${file}\n`) })
    expect(statSync(file).size).toBe((JSON.parse(said(await run('rescue', '--json'))) as { bytes: number }[])[0]?.bytes)
    expect(await run('rescue', 'download', 'Shop', file)).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') as string })
    const made = said(await run('rescue', 'restore', 'Shop')).trim()
    await sessionWhen(test.client, made, ({ status }) => status === 'running')
    expect(said(await run('exec', made, '--', 'cat', 'README.md'))).toBe('# changed\n')
    expect(await run('rescue', 'remove', 'Shop')).toMatchObject({ code: 0 })
    expect(await run('rescue', 'restore', 'Shop')).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no rescue') as string })
    expect(await run('rescue', 'frob', 'x')).toMatchObject({ code: 2 })
  }, 60_000)
})
