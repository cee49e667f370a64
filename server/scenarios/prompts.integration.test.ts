// Prompts to sessions that run in a terminal: pasted and sent off as a person would.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agentTerminal, runningSession, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startStubbedClaude, type StubbedClaude } from '../../e2e/fixtures/stubbed-claude.ts'
import { startTestServer, makeSmallRepository, type TestServer } from '../testing/test-server.ts'

const made = new AsyncDisposableStack()
let claude: StubbedClaude
let test: TestServer

beforeAll(async () => {
  claude = made.use(await startStubbedClaude())
  test = made.use(await startTestServer(claude.env))
})
afterAll(() => made.disposeAsync())

const hostSession = (agent: 'claude' | 'shell') => runningSession(test.client, 'HOST', { name: agent, repoUrl: makeSmallRepository(), agent })

describe('a prompt to a session in a terminal', () => {
  it('reaches a shell, and is called typed, since a shell confirms nothing', async () => {
    const { id } = await hostSession('shell')
    using terminal = await agentTerminal(test.client, id)
    expect(await test.client.prompts.send.mutate({ sessionId: id, text: 'echo "sum $((40 + 2))"' })).toMatchObject({ state: 'typed' })
    await terminal.until('sum 42')
  })

  it('reaches the real Claude Code as one prompt, however many lines it has', async () => {
    const { id } = await hostSession('claude')
    using terminal = await agentTerminal(test.client, id)
    await terminal.until(/❯/)
    await test.client.prompts.send.mutate({ sessionId: id, text: 'first line\nsecond line' })
    const request = await claude.stub.request(({ conversation }) => conversation?.prompt?.includes('second line') === true)
    expect(request.conversation?.prompt).toBe('first line\nsecond line')
    await terminal.until('state=done')
  })

  it('is refused with a sentence where the agent has ended', async () => {
    const { id } = await hostSession('shell')
    using terminal = await agentTerminal(test.client, id)
    await test.client.prompts.send.mutate({ sessionId: id, text: 'exit' })
    await sessionWhen(test.client, id, () => true)
    await expect.poll(async () => (await test.client.terminals.list.query({ sessionId: id }))[0]?.running).toBe(false)
    expect(terminal.text()).toContain('exit')
    await expect(test.client.prompts.send.mutate({ sessionId: id, text: 'ls' })).rejects.toMatchObject({ data: { code: 'PRECONDITION_FAILED' } })
    expect((await test.client.prompts.list.query({ sessionId: id })).map(({ state }) => state)).toEqual(['typed', 'failed'])
  })
})
