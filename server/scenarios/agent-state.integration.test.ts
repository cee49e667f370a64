// What the page is told that Claude Code does, in the moments where guessing goes wrong: the real CLI in its terminal, on this machine.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { agentTerminal, runningSession, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startStubbedClaude, type StubbedClaude } from '../../e2e/fixtures/stubbed-claude.ts'
import type { AgentState } from '../../contract/session-state.ts'
import { makeSmallRepository, startTestServer, type TestServer } from '../testing/test-server.ts'

const escape = '\u001b'
const clearLine = '\u0015'
/** One after the other, beside those of the other source. */
const it = (title: string, work: () => Promise<void>): void => { test(title, { concurrent: false }, work) }

describe.each([
  { by: 'OSC 7501', source: 'osc7501', env: {} },
  // Switches its titles and OSC 7501 off, and nothing else.
  { by: 'hooks', source: 'hook', env: { CLAUDE_CODE_DISABLE_TERMINAL_TITLE: '1' } },
])('what Claude Code does, told by $by', { concurrent: true }, ({ source, env }) => {
  const made = new AsyncDisposableStack()
  let claude: StubbedClaude
  let server: TestServer
  let id: string
  let terminalId: string

  beforeAll(async () => {
    claude = made.use(await startStubbedClaude({ script: ({ prompt }) => (prompt === 'expire' ? { kind: 'error', status: 401, message: 'OAuth token has expired.' } : null) }))
    // A login, not a token of one's own: only a login is said to have expired.
    const { ANTHROPIC_AUTH_TOKEN: _, ...cli } = claude.env
    server = made.use(await startTestServer({ ...cli, CLAUDE_CODE_OAUTH_TOKEN: 'a-login-for-tests', ...env }))
    id = (await runningSession(server.client, 'HOST', { name: 'states', repoUrl: makeSmallRepository(), agent: 'claude', permissionMode: 'default' })).id
    using terminal = await agentTerminal(server.client, id)
    terminalId = terminal.terminalId
    await terminal.until(/❯/)
  })
  afterAll(() => made.disposeAsync())

  const press = (data: string) => server.client.terminals.write.mutate({ terminalId, data })
  const becomes = async (state: AgentState['state']): Promise<AgentState> => (await sessionWhen(server.client, id, ({ agentState }) => agentState.state === state)).agentState

  /** Takes the first choice of a dialog, which hears no keys in its first moments; at an empty prompt Enter does nothing. */
  async function answered(then: AgentState['state'] = 'done'): Promise<void> {
    await vi.waitFor(async () => {
      await press('\r')
      expect((await server.client.sessions.get.query({ id })).agentState.state).toBe(then)
    }, { interval: 300, timeout: 30_000 })
  }

  /** Sends a prompt whose answer takes that long. */
  async function inTurn(seconds: number): Promise<void> {
    await server.client.prompts.send.mutate({ sessionId: id, text: `slow ${String(seconds * 20)}` })
    expect(await becomes('working')).toMatchObject({ source })
  }

  it('a turn: working, then done; and the prompt is delivered, since the agent has said so', async () => {
    await inTurn(1)
    expect(await becomes('done')).toMatchObject({ source })
    expect((await server.client.prompts.list.query({ sessionId: id })).map(({ state }) => state)).toEqual(['delivered'])
    expect(await server.client.prompts.send.mutate({ sessionId: id, text: 'again' })).toMatchObject({ state: 'delivered' })
  })

  it('a permission prompt: waiting, with what it asks for; and after the turn the row says what the tree holds now', async () => {
    expect((await server.client.sessions.gitWarnings.query({ id })).untracked).toBe(0)
    await server.client.prompts.send.mutate({ sessionId: id, text: 'bash: touch asked' })
    expect(await becomes('waiting')).toMatchObject({ source, message: 'approve Bash: touch asked', waitsFor: 'permission' })
    await answered()
    // Nobody asked: the turn's end did.
    await sessionWhen(server.client, id, ({ git }) => git?.state === 'dirty' && git.untracked === 1)
  })

  it('a question: waiting, with the question', async () => {
    await server.client.prompts.send.mutate({ sessionId: id, text: 'ask' })
    const asked = await becomes('waiting')
    expect(asked).toMatchObject({ waitsFor: 'question' })
    expect(asked.message).toContain('answer: Which colour?')
    await answered()
  })

  it('a restart of the server in the middle of a turn: still working, as old as before', async () => {
    // Longer than any restart of the server takes.
    await inTurn(12)
    const before = (await server.client.sessions.get.query({ id })).agentState
    await server.restart()
    const after = await becomes('working')
    expect(after.source).toBe(source)
    expect(Math.abs(Date.parse(after.since) - Date.parse(before.since))).toBeLessThan(2_000)
    await becomes('done')
  })

  it('Esc in the middle of a turn: idle, not working for ever', async () => {
    await inTurn(60)
    const pressed = Date.now()
    await press(escape)
    const idle = await becomes('idle')
    // Not the quarter of a minute after which it is asked.
    expect(Date.parse(idle.since) - pressed).toBeLessThan(8_000)
    // Early in a turn Esc also puts the prompt back into the input.
    await press(clearLine)
  })

  it('an API error: error, with what it said', async () => {
    await server.client.prompts.send.mutate({ sessionId: id, text: 'error 400' })
    expect(await becomes('error')).toMatchObject({ source, message: 'API Error: 400 stub error 400' })
  })

  it('a service that fails and is asked again and again: working, with the cause; Esc ends it', async () => {
    await server.client.prompts.send.mutate({ sessionId: id, text: 'error 500' })
    const { agentState } = await sessionWhen(server.client, id, (session) => session.agentState.source === 'screen')
    expect(agentState).toMatchObject({ state: 'working', message: expect.stringMatching(/^Its service answered ".*"; trying again, \d+ of \d+$/) as unknown })
    await press(escape)
    await becomes('idle')
    await press(clearLine)
  })

  it('F46: a background job that goes on after the turn: the session is not taken for idle until it ends', async () => {
    const over = join(claude.folder, `over-${source}`)
    await server.client.prompts.send.mutate({ sessionId: id, text: `background: touch begun; until [ -e ${over} ]; do sleep 0.2; done` })
    await becomes('waiting')
    await answered(source === 'osc7501' ? 'working' : 'done')
    if (source === 'osc7501') await sessionWhen(server.client, id, ({ agentState }) => agentState.message?.includes('still running') === true)
    await sessionWhen(server.client, id, ({ stopsAt }) => stopsAt === null)
    writeFileSync(over, '')
    await sessionWhen(server.client, id, ({ agentState, stopsAt }) => agentState.state === 'done' && stopsAt !== null)
  })

  it('an expired login: says to log in', async () => {
    await server.client.prompts.send.mutate({ sessionId: id, text: 'expire' })
    const state = (await sessionWhen(server.client, id, ({ agentState }) => agentState.message?.includes('/login') === true)).agentState
    expect(state.state).toBe(source === 'osc7501' ? 'waiting' : 'error')
  })

  it('kill -9 of the agent: error, and nothing of its turn is left', async () => {
    await inTurn(60)
    process.kill(agentPid(id), 'SIGKILL')
    expect(await becomes('error')).toMatchObject({ source: 'process', message: 'The agent was ended by SIGKILL; restart it to go on.' })
  })
})

/** The process whose settings are the session's own. */
function agentPid(sessionId: string): number {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).find((name) => {
    const argv = commandOf(name)
    return argv[0]?.endsWith('/claude') === true && argv.some((argument) => argument.includes(sessionId))
  })
  if (found === undefined) throw new Error('there is no such agent')
  return Number(found)
}

function commandOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    // Ended in between.
    return []
  }
}
