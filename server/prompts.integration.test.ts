// Prompts to sessions that run in a terminal: pasted and sent off as a person would.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claudeCli, claudeEnv } from '../e2e/fixtures/claude-cli.ts'
import { startMessagesStub, type MessagesStub } from '../e2e/fixtures/messages-stub.ts'
import { watchOutput } from '../e2e/fixtures/output.ts'
import { environmentOf, sessionWhen } from '../e2e/fixtures/sessions.ts'
import { startTestServer, makeSmallRepository, type TestServer } from './testing/test-server.ts'

let folder: string
let repoUrl: string
let stub: MessagesStub
let test: TestServer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'claudework-prompts-'))
  mkdirSync(join(folder, 'bin'))
  symlinkSync(await claudeCli(), join(folder, 'bin/claude'))
  repoUrl = makeSmallRepository()
})
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

beforeEach(async () => {
  stub = await startMessagesStub()
  test = await startTestServer({
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    ...claudeEnv({ baseUrl: stub.url, configDir: join(folder, 'config') }),
  })
})
afterEach(async () => {
  await test[Symbol.asyncDispose]()
  await stub.close()
})

async function hostSession(agent: 'claude' | 'shell'): Promise<{ id: string; terminalId: string }> {
  const environmentId = await environmentOf(test.client, 'HOST')
  const { id } = await test.client.sessions.create.mutate({ name: agent, repoUrl, environmentId, agent })
  await sessionWhen(test.client, id, ({ status }) => status === 'running')
  const [terminal] = await test.client.terminals.list.query({ sessionId: id })
  return { id, terminalId: terminal?.id ?? '' }
}

describe('a prompt to a session in a terminal', () => {
  it('reaches a shell, and is called typed, since a shell confirms nothing', async () => {
    const { id, terminalId } = await hostSession('shell')
    using terminal = watchOutput(test.client, terminalId)
    expect(await test.client.prompts.send.mutate({ sessionId: id, text: 'echo "sum $((40 + 2))"' })).toMatchObject({ state: 'typed' })
    await terminal.until('sum 42')
  })

  it('reaches the real Claude Code as one prompt, however many lines it has', async () => {
    const { id, terminalId } = await hostSession('claude')
    using terminal = watchOutput(test.client, terminalId)
    await terminal.until(/❯/)
    await test.client.prompts.send.mutate({ sessionId: id, text: 'first line\nsecond line' })
    const request = await stub.request(({ conversation }) => conversation?.prompt?.includes('second line') === true)
    expect(request.conversation?.prompt).toBe('first line\nsecond line')
    await terminal.until('state=done')
  })

  it('is refused with a sentence where the agent has ended', async () => {
    const { id, terminalId } = await hostSession('shell')
    using terminal = watchOutput(test.client, terminalId)
    await test.client.prompts.send.mutate({ sessionId: id, text: 'exit' })
    await sessionWhen(test.client, id, () => true)
    await expect.poll(async () => (await test.client.terminals.list.query({ sessionId: id }))[0]?.running).toBe(false)
    expect(terminal.text()).toContain('exit')
    await expect(test.client.prompts.send.mutate({ sessionId: id, text: 'ls' })).rejects.toMatchObject({ data: { code: 'PRECONDITION_FAILED' } })
    expect((await test.client.prompts.list.query({ sessionId: id })).map(({ state }) => state)).toEqual(['typed', 'failed'])
  })
})
