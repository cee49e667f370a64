// The command line as a shell runs it: processes of their own against a real server with HOST sessions.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeSmallRepository, startTestServer, testToken, type TestServer } from '../server/testing/test-server.ts'
import { claudework, emptyHome, environmentFor, program, type Ran } from './testing/command-line.ts'

const home = emptyHome()
let test: TestServer
let repoUrl: string

beforeAll(async () => {
  test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock', HOME: home })
  repoUrl = makeSmallRepository()
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  rmSync(home, { recursive: true })
})

const run = (...argv: string[]): Promise<Ran> => claudework(argv, environmentFor(test))
const said = ({ stdout }: Ran): string => stdout.toString()

async function makeShop(name: string): Promise<string> {
  const made = await run('new', repoUrl, '--name', name, '--agent', 'shell', '--env', 'host', '--wait')
  expect(made).toMatchObject({ code: 0 })
  return said(made).trim()
}

describe('the life of a session', () => {
  it('goes from new over ls, stop and start to rm', async () => {
    const made = await run('new', repoUrl, '--name', 'Life', '--agent', 'shell', '--env', 'This machine', '--wait')
    expect(made).toMatchObject({ code: 0 })
    expect(made.stderr).toMatch(/clone: done[\s\S]*agent: done/)
    const id = said(made).trim()
    expect(said(await run('ls'))).toMatch(new RegExp(`^ID .*\\n${id.slice(0, 8)}  Life  running  shell  HOST .*\\S$`, 'm'))
    expect(JSON.parse(said(await run('ls', '--json')))).toMatchObject([{ id, name: 'Life', status: 'running' }])
    expect(await run('stop', 'Life')).toMatchObject({ code: 0, stderr: '' })
    expect(said(await run('ls'))).toMatch(/Life {2}stopped/)
    const refused = await run('exec', 'Life', '--', 'true')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^claudework: Life is stopped.*claudework start/) as string })
    expect(said(await run('start', id.slice(0, 6)))).toBe('Life: running\n')
    expect(said(await run('restart', id, '--agent'))).toBe('Life: agent restarted\n')
    expect(said(await run('rm', 'Life'))).toBe('Life: deleted\n')
    expect(await run('ls', '--json')).toMatchObject({ code: 0, stdout: Buffer.from('[]\n') })
  }, 90_000)

  it('fails with the reason where the session does not come to run', async () => {
    const made = await run('new', repoUrl, '--branch', 'nope', '--agent', 'shell', '--env', 'HOST', '--wait')
    expect(made).toMatchObject({ code: 1, stderr: expect.stringMatching(/small is in error: .*nope/) as string })
    expect(await run('rm', said(made).trim())).toMatchObject({ code: 0 })
  }, 90_000)
})

describe('an agent that never asks', () => {
  const bold = ['new', 'https://host.invalid/bold.git', '--env', 'host', '--agent', 'codex', '--permission-mode', 'bypassPermissions']

  it('is refused in a script that does not say yes to it, and made in one that does', async () => {
    expect(await run(...bold)).toMatchObject({ code: 1, stdout: Buffer.from(''), stderr: expect.stringMatching(/^claudework: .*without a container.*--accept-bypass/) as string })
    const made = await run(...bold, '--accept-bypass')
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(await run('rm', said(made).trim())).toMatchObject({ code: 0 })
  })
})

describe('exec', () => {
  let id: string
  beforeAll(async () => { id = await makeShop('Exec') })
  afterAll(async () => { await run('rm', id) })

  it('runs in the clone, and carries output and exit code', async () => {
    expect(await run('exec', 'Exec', '--', 'cat', '日本語.txt')).toEqual({ code: 0, stdout: Buffer.from('こんにちは\n'), stderr: '' })
    expect(await run('exec', 'Exec', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7')).toEqual({ code: 7, stdout: Buffer.from('out\n'), stderr: 'err\n' })
    expect(await run('exec', 'Exec', '--', 'no-such-program')).toMatchObject({ code: 127 })
    expect(await run('exec', 'Exec', '--', 'sh', '-c', 'kill -9 $$')).toMatchObject({ code: 137 })
    expect(said(await run('exec', 'Exec', '--', 'sh', '-c', 'test -t 1 || echo no terminal'))).toBe('no terminal\n')
  }, 90_000)

  it('hands every argument over as it is, short or long', async () => {
    const words = ['a b', "it's", '$HOME', '`x`', '"', '\\', '\t\n!', '*', '', '日本', 'x'.repeat(100_000), '\x03\x04\x1e']
    const { code, stdout } = await run('exec', 'Exec', '--', 'printf', '%s\\0', ...words)
    expect(code).toBe(0)
    expect(stdout.toString().split('\0').slice(0, -1)).toEqual(words)
  }, 90_000)

  it('loses no byte of binary output that is larger than what a terminal keeps', async () => {
    const program = "import { createHash } from 'node:crypto'; const bytes = Buffer.alloc(20_000_000, Buffer.from(Array.from({ length: 256 }, (_, i) => i))); process.stdout.write(bytes)"
    const { code, stdout } = await run('exec', 'Exec', '--', process.execPath, '--input-type=module', '-e', program)
    expect(code).toBe(0)
    expect(stdout.length).toBe(20_000_000)
    expect(createHash('sha256').update(stdout).digest('hex')).toBe(createHash('sha256').update(Buffer.alloc(20_000_000, Buffer.from(Array.from({ length: 256 }, (_, i) => i)))).digest('hex'))
  }, 90_000)

  it('keeps errors apart from output, all of both, unless they go to one place', async () => {
    const both = 'for i in $(seq 1 20000); do echo out-$i; echo err-$i >&2; done; test -t 2 || echo no terminal >&2; exit 3'
    const numbers = (word: string): string => Array.from({ length: 20_000 }, (_, i) => `${word}-${String(i + 1)}\n`).join('')
    const { code, stdout, stderr } = await run('exec', 'Exec', '--', 'sh', '-c', both)
    expect([code, stdout.toString() === numbers('out'), stderr === `${numbers('err')}no terminal\n`]).toEqual([3, true, true])
    const one = `${program.map((word) => `'${word}'`).join(' ')} exec Exec -- sh -c 'echo 1; echo 2 >&2; echo 3; echo 4 >&2' 2>&1`
    expect((await promisify(execFile)('sh', ['-c', one], { env: environmentFor(test) })).stdout).toBe('1\n2\n3\n4\n')
  }, 90_000)

  it('gives its input to the command with --stdin, and an empty one without', async () => {
    const input = Array.from({ length: 20_000 }, (_, i) => `line ${String(i)}\n`).join('')
    const env = environmentFor(test)
    expect((await claudework(['exec', 'Exec', '--stdin', '--', 'cat'], env, input)).stdout.toString()).toBe(input)
    expect(await claudework(['exec', 'Exec', '--', 'cat'], env, 'not for it\n')).toMatchObject({ code: 0, stdout: Buffer.alloc(0) })
  }, 90_000)

  it('leaves no terminal behind', async () => {
    await run('exec', 'Exec', '--', 'true')
    expect((await test.client.terminals.list.query({ sessionId: id })).map(({ kind }) => kind)).toEqual(['agent'])
  }, 90_000)
})

describe('logs', () => {
  it('prints what a terminal has shown, and follows it to the end of its program', async () => {
    const id = await makeShop('Logs')
    const [terminal] = await test.client.terminals.list.query({ sessionId: id })
    const following = run('logs', 'Logs', '--follow')
    await test.client.terminals.write.mutate({ terminalId: terminal?.id ?? '', data: 'seq 1 20000; echo end-$((1+1)); exit 5\r' })
    const followed = await following
    expect(followed).toMatchObject({ code: 5, stderr: '' })
    expect(followed.stdout.toString().match(/^\d+\r$/gm)?.length).toBe(20_000)
    expect(followed.stdout.toString()).toContain('end-2')
    // The program has ended; what it printed is still there, and so is its code.
    expect(await run('logs', 'Logs')).toEqual({ ...followed, code: 0 })
    expect(await run('logs', 'Logs', '--follow')).toEqual(followed)
    expect(said(await run('logs', 'Logs', '--screen'))).toContain('end-2')
    expect(said(await run('logs', 'Logs', '--creation'))).toMatch(/clon/i)
    await run('rm', id)
  }, 90_000)
})

describe('which server', () => {
  it('is remembered by name, its token readable by its owner alone', async () => {
    const env: NodeJS.ProcessEnv = { ...environmentFor(test), CLAUDEWORK_URL: '', CLAUDEWORK_TOKEN: '', CLAUDEWORK_DATA_DIR: '/nonexistent' }
    const alone = await claudework(['ls'], env)
    expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining('no API token in /nonexistent') as string })
    expect(await claudework(['login', '--name', 'box', '--url', test.url], env, 'wrong-token')).toMatchObject({ code: 1, stderr: expect.stringContaining('does not take this token') as string })
    expect(await claudework(['login', '--name', 'box', '--url', test.url], env, `${testToken}\n`)).toMatchObject({ code: 0 })
    expect(statSync(join(env['XDG_CONFIG_HOME'] ?? '', 'claudework/servers.json')).mode & 0o777).toBe(0o600)
    expect(await claudework(['ls', '--json', '--server', 'box'], env)).toMatchObject({ code: 0, stderr: '' })
    expect(await claudework(['ls', '--json'], { ...env, CLAUDEWORK_SERVER: 'box' })).toMatchObject({ code: 0 })
    expect(await claudework(['ls', '--server', 'bax'], env)).toMatchObject({ code: 2, stderr: expect.stringContaining('there is box') as string })
    const listed = await claudework(['login', '--list'], env)
    expect(said(listed)).toBe(`box  ${test.url}\n`)
    expect(await claudework(['login', '--forget', 'box'], env)).toMatchObject({ code: 0 })
    expect(await claudework(['ls', '--server', 'box'], env)).toMatchObject({ code: 2 })
  }, 90_000)

  it('gets no token of this machine unless it is on this machine', async () => {
    const env = { ...environmentFor(test), CLAUDEWORK_URL: 'https://box.example.net', CLAUDEWORK_TOKEN: '', CLAUDEWORK_DATA_DIR: test.dataDir }
    expect(await claudework(['ls'], env)).toMatchObject({ code: 2, stderr: expect.stringContaining('Give the token of https://box.example.net') as string })
  }, 90_000)

  it('is said to be unreachable in one sentence', async () => {
    const ran = await claudework(['ls', '--url', 'http://127.0.0.1:9', '--token', 'x'], environmentFor(test))
    expect(ran).toMatchObject({ code: 1, stdout: Buffer.alloc(0) })
    expect(ran.stderr).toMatch(/^claudework: .*does not answer.*claudework serve.*\n$/)
  }, 90_000)

  it('prints a sign-in link', async () => {
    expect(said(await run('login'))).toMatch(/^http:\/\/claudework-c[0-9a-f]+\.localhost:\d+\/.*#/)
  }, 90_000)
})

describe('wrong usage', () => {
  it.each([
    [[], 'Usage: claudework <command>'],
    [['frobnicate'], 'no command "frobnicate"; see "claudework help"'],
    [['--json', 'list'], 'no command "list"; did you mean "ls"? Else see "claudework help"'],
    [['--frob', 'ls'], 'no option "--frob"'],
    [['ls', '--frob'], "Unknown option '--frob'"],
    [['ls', 'extra'], '"extra" is one argument too many'],
    [['stop'], 'Usage: claudework stop <session>...'],
    [['new', 'https://host/x', '--agent', 'nobody'], '--agent takes claude, codex'],
    [['new', 'https://host/x', '--idle-timeout', 'soon'], '--idle-timeout takes minutes'],
    [['attach', 'x'], 'needs a terminal'],
    [['ls', '--url', 'box'], 'A claudework has a URL such as'],
    [['env', 'frob'], 'Usage: claudework env'],
    [['completion', 'tcsh'], 'bash, zsh, fish'],
  ])('%j exits with 2 and says what to do', async (argv, sentence) => {
    const ran = await run(...argv)
    expect(ran).toMatchObject({ code: 2, stdout: Buffer.alloc(0) })
    expect(ran.stderr).toContain(sentence)
  })

  it('refuses a session that is not there with 1', async () => {
    expect(await run('stop', 'nobody')).toMatchObject({ code: 1, stderr: 'claudework: There is no session "nobody"; see "claudework ls".\n' })
  })
})
