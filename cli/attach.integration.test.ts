// `claudework attach` in a real terminal: what tmux shows is what the session's own screen holds.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentOf, sessionWhen } from '../e2e/fixtures/sessions.ts'
import { startTcpProxy, type TcpProxy } from '../e2e/fixtures/tcp-proxy.ts'
import { ensureTmux } from '../scripts/provision/tmux.mjs'
import { makeSmallRepository, startTestServer, type TestServer } from '../server/testing/test-server.ts'
import { emptyHome, environmentFor, program } from './testing/command-line.ts'
import { startTmux, type Tmux } from './testing/tmux.ts'

const attach = `${program.join(' ')} attach Shop`
const home = emptyHome()
let test: TestServer
let sessionId: string
let terminalId: string
/** Between the command and the server, and may break. */
let line: TcpProxy

beforeAll(async () => {
  ensureTmux()
  line = await startTcpProxy({ target: () => ({ host: '127.0.0.1', port: test.server.port }) })
  test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock', HOME: home, CLAUDEWORK_ORIGIN: `http://127.0.0.1:${String(line.port)}` })
  const environmentId = await environmentOf(test.client, 'HOST')
  sessionId = (await test.client.sessions.create.mutate({ name: 'Shop', repoUrl: makeSmallRepository(), agent: 'shell', environmentId })).id
  await sessionWhen(test.client, sessionId, ({ status }) => status === 'running')
  terminalId = (await test.client.terminals.list.query({ sessionId }))[0]?.id ?? ''
  await test.client.terminals.write.mutate({ terminalId, data: 'PS1="remote$ "; clear\r' })
})
afterAll(async () => {
  await line[Symbol.asyncDispose]()
  await test[Symbol.asyncDispose]()
  rmSync(home, { recursive: true })
})

const trimmed = (lines: string[]): string[] => lines.map((line) => line.trimEnd()).join('\n').trimEnd().split('\n')
const remoteScreen = async (): Promise<string[]> => trimmed((await test.client.terminals.screen.query({ terminalId })).lines)

function local(size = { cols: 80, rows: 24 }): Tmux {
  return startTmux({ ...size, env: environmentFor(test) })
}

describe('claudework attach', () => {
  it('shows the screen exactly, on entry and after, and leaves the session running', async () => {
    await test.client.terminals.write.mutate({ terminalId, data: 'printf "\\033[1;32mbefore\\033[0m\\n"; cat 日本語.txt\r' })
    using here = local()
    here.line(attach)
    await here.shows('こんにちは')
    expect(trimmed(here.screen())).toEqual(await remoteScreen())
    here.line('seq 1 100; echo typed-$((1+1))')
    await here.shows('typed-2')
    await expect.poll(() => trimmed(here.screen())).toEqual(await remoteScreen())
    here.keys('C-]')
    await here.shows(/Detached from Shop, which goes on\.\s+local\$/)
    expect((await test.client.terminals.list.query({ sessionId }))[0]).toMatchObject({ running: true })
  })

  it('gives the session the size of the terminal, also when that changes', async () => {
    using here = local({ cols: 91, rows: 33 })
    here.line(attach)
    await here.shows('remote$')
    here.line('clear; stty size')
    await here.shows('33 91')
    here.resize({ cols: 70, rows: 20 })
    await expect.poll(async () => (await test.client.terminals.list.query({ sessionId }))[0]).toMatchObject({ cols: 70, rows: 20 })
    here.line('clear; stty size')
    await here.shows('20 70')
    here.keys('C-]')
    await here.shows('Detached')
  })

  it('moves down where a program moves straight down, and gives back a terminal that does not', async () => {
    using here = local()
    here.line(attach)
    await here.shows('remote$')
    here.line("clear; stty -opost; printf 'one\\ntwo\\nthree\\r\\n'; stty opost; echo all-$((1+1))")
    await here.shows(/all-2\s+remote\$/)
    expect(trimmed(here.screen()).slice(-5, -1)).toEqual(['one', '   two', '      three', 'all-2'])
    expect(trimmed(here.screen())).toEqual(await remoteScreen())
    here.line('clear')
    await here.shows(/^remote\$\s*$/)
    here.keys('C-]')
    await here.shows('Detached')
    here.line('clear; stty -a | grep -o -- "[-]*opost"')
    await here.shows(/^opost$/m)
  })

  it('leaves no mode of the program behind: alternate screen, mouse, hidden cursor', async () => {
    using here = local()
    here.line(attach)
    await here.shows('remote$')
    here.line("printf '\\033[?1049h\\033[?1000h\\033[?1006h\\033[?25lfull screen'; read -r wait")
    await here.shows('full screen')
    expect(here.state()).toMatchObject({ alternate: true, cursor: false, mouse: true })
    here.keys('C-]')
    await here.shows(/Detached from Shop, which goes on\.\s+local\$/)
    expect(here.state()).toMatchObject({ alternate: false, cursor: true, mouse: false })
    // Coming back, the program's screen is there as it was.
    here.line(attach)
    await here.shows('full screen')
    expect(here.state()).toMatchObject({ alternate: true, cursor: false, mouse: true })
    here.line('')
    here.line("printf '\\033[?1049l\\033[?1000l\\033[?1006l\\033[?25h'")
    await here.shows('remote$')
    here.keys('C-]')
    await here.shows('Detached')
  })

  it('answers no question of the program a second time', async () => {
    using here = local()
    here.line(attach)
    await here.shows('remote$')
    here.line("clear; stty raw -echo; printf '\\033[c\\033[6n\\033[>c\\033]11;?\\007'; timeout 1 cat | cat -v; stty sane; echo; echo all-$((1+1))")
    await here.shows('all-2')
    expect(here.screen().join('').match(/\^\[\[\?[\d;]*c/g)).toHaveLength(1)
    here.keys('C-]')
    await here.shows('Detached')
  })

  it('F05: says that the server is away once that lasts, and shows the screen as it is when it is back', async () => {
    using here = startTmux({ cols: 100, rows: 24, env: { ...environmentFor(test), CLAUDEWORK_URL: `http://127.0.0.1:${String(line.port)}` } })
    const errors = join(test.dataDir, 'errors')
    here.line(`${attach} 2> ${errors}`)
    await here.shows('remote$')
    line.refuse(true)
    await here.shows(/\n claudework does not answer; connecting again\. What you type waits; Ctrl-\] detaches\.\s*$/)
    here.line('clear; echo typed-$((1+1))')
    await test.client.terminals.write.mutate({ terminalId, data: 'echo by-another\r' })
    line.refuse(false)
    await here.shows('typed-2')
    await expect.poll(() => trimmed(here.screen())).toEqual(await remoteScreen())
    expect(readFileSync(errors, 'utf8')).toMatch(/claudework does not answer; connecting again\.\nConnected again\.\n$/)
    here.keys('C-]')
    await here.shows(/local\$\s*$/)
    expect(readFileSync(errors, 'utf8')).toContain('Detached from Shop')
  })

  it('ends with the code of the program, and closes the shell that it opened', async () => {
    using here = local()
    here.line(`${attach} --shell; echo code-$?`)
    await here.shows(/[$#]\s*$/)
    here.line('exit 7')
    await here.shows('code-7')
    expect((await test.client.terminals.list.query({ sessionId })).map(({ kind }) => kind)).toEqual(['agent'])
  })
})

it('NO_COLOR is heeded on a terminal: lists, tables, errors and help are plain text', async () => {
  using here = local({ cols: 120, rows: 60 })
  const command = program.join(' ')
  here.line(`clear; ${command} ls; ${command} env ls; ${command} lost; ${command} help attach; echo all-$((1+1))`)
  await here.shows('all-2')
  expect(here.screen().join('\n')).toMatch(/Shop[^]*HOST[^]*lost[^]*detach/)
  expect(here.coloured()).not.toContain('\x1b')
  here.line("printf '\\033[1mbold\\033[0m-%d\\n' 3")
  await here.shows('bold-3')
  expect(here.coloured()).toContain('\x1b[1mbold')
})

it('a person at a terminal is asked before an agent is made that never asks', async () => {
  using here = local({ cols: 200, rows: 24 })
  const bold = `${program.join(' ')} new https://host.invalid/bold.git --env host --agent codex --permission-mode bypassPermissions`
  here.line(bold)
  await here.shows('Go on? [y/N]')
  here.line('n')
  await here.shows('Nothing was made.')
  expect((await test.client.sessions.list.query()).map(({ name }) => name)).toEqual(['Shop'])
  here.line(`clear; ${bold}`)
  await here.shows('Go on? [y/N]')
  here.line('y')
  await here.shows(/\n[0-9a-f]{32}\n/)
})
