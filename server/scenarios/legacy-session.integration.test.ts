// Sessions without an environment, by the API's own door, with the real Claude CLI against a stub of its API.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startStubbedClaude, type StubbedClaude } from '../../e2e/fixtures/stubbed-claude.ts'
import { startTestServer, makeSmallRepository, type TestServer } from '../testing/test-server.ts'

type Message = Awaited<ReturnType<TestServer['client']['transcript']['list']['query']>>[number]

let repoUrl: string
let made: AsyncDisposableStack
let claude: StubbedClaude
let test: TestServer

beforeAll(() => { repoUrl = makeSmallRepository() })
beforeEach(async () => {
  made = new AsyncDisposableStack()
  claude = made.use(await startStubbedClaude())
  test = made.use(await startTestServer(claude.env))
})
afterEach(() => made.disposeAsync())

async function legacySession(): Promise<string> {
  const { id } = await test.client.sessions.create.mutate({ name: 'legacy', repoUrl, environmentId: null })
  await sessionWhen(test.client, id, ({ status }) => status !== 'creating' && status !== 'starting')
  return id
}

/** Resolves with the first message from `after` on that fits. */
function messageWhere(sessionId: string, fits: (message: Message) => boolean, after = 0): Promise<Message> {
  return new Promise((resolve, reject) => {
    const subscription = test.client.transcript.onMessage.subscribe({ sessionId, after }, {
      onData: ({ data }) => {
        if (!fits(data)) return
        subscription.unsubscribe()
        resolve(data)
      },
      onError: reject,
    })
  })
}

const says = (sessionId: string, text: string) => messageWhere(sessionId, ({ entry }) => entry.kind === 'text' && entry.text.includes(text))
const promptsOf = async (sessionId: string) => (await test.client.prompts.list.query({ sessionId })).map(({ text, state }) => `${text}: ${state}`)
const inTurn = (prompt: string) => claude.stub.request(({ conversation }) => conversation?.prompt === prompt)
const whenState = (id: string, state: string) => sessionWhen(test.client, id, ({ agentState }) => agentState.state === state)

describe('NFR-001: a session without an environment', () => {
  it('I6 says what is only in its clone, and comes back from its rescue', async () => {
    const id = await legacySession()
    const workOf = (sessionId: string): string => join(test.dataDir, 'sessions', sessionId, 'work')
    writeFileSync(join(workOf(id), 'README.md'), '# changed\n')
    expect(await test.client.sessions.gitWarnings.query({ id })).toMatchObject({ state: 'dirty', uncommitted: 1, branch: 'main' })
    expect(await test.client.sessions.diff.query({ id })).toMatchObject({ state: 'known', files: [{ path: 'README.md', added: 1, removed: 1 }] })
    const { rescueId } = await test.client.sessions.remove.mutate({ id })
    const restored = await test.client.rescues.restore.mutate({ id: rescueId ?? '' })
    expect(restored).toMatchObject({ environmentId: null, agent: 'claude' })
    await sessionWhen(test.client, restored.id, ({ status }) => status === 'running')
    expect(readFileSync(join(workOf(restored.id), 'README.md'), 'utf8')).toBe('# changed\n')
    expect(existsSync(workOf(id))).toBe(false)
  })

  it('has no environment and no terminals, and its agent runs', async () => {
    const id = await legacySession()
    expect(await test.client.sessions.get.query({ id })).toMatchObject({ status: 'running', environmentId: null, environmentKind: null, agentState: { state: 'idle', source: 'stream-json' } })
    expect(await test.client.terminals.list.query({ sessionId: id })).toEqual([])
    await expect(test.client.terminals.open.mutate({ sessionId: id })).rejects.toMatchObject({ data: { code: 'PRECONDITION_FAILED' } })
  })

  it('REQ-001.2: the process manager says whether the agent runs', async () => {
    const id = await legacySession()
    expect(await test.client.process.status.query({ sessionId: id })).toMatchObject({ running: true, source: 'process-manager', environmentId: null, reason: null })
    await test.client.sessions.stop.mutate({ id })
    expect(await test.client.process.status.query({ sessionId: id })).toMatchObject({ running: false, source: 'process-manager' })
  })

  it('confirms a prompt, answers it, and keeps it in the history', async () => {
    const id = await legacySession()
    expect(await test.client.prompts.send.mutate({ sessionId: id, text: 'good morning' })).toMatchObject({ state: 'delivered' })
    await says(id, 'echo: good morning')
    await whenState(id, 'done')
    expect(await promptsOf(id)).toEqual(['good morning: delivered'])
  })

  it('shows a permission request as waiting and takes the answer', async () => {
    const id = await legacySession()
    await test.client.prompts.send.mutate({ sessionId: id, text: 'write: made.txt=yes' })
    const { entry } = await messageWhere(id, ({ entry: { kind } }) => kind === 'permission')
    expect((await whenState(id, 'waiting')).agentState.message).toMatch(/^Allow Write: .*made\.txt\?$/)
    await test.client.process.answer.mutate({ sessionId: id, requestId: entry.kind === 'permission' ? entry.requestId : '', allow: true })
    await whenState(id, 'done')
    await expect(test.client.process.answer.mutate({ sessionId: id, requestId: 'gone', allow: true })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } })
  })

  it('interrupts a turn', async () => {
    const id = await legacySession()
    await test.client.prompts.send.mutate({ sessionId: id, text: 'hold' })
    await inTurn('hold')
    await test.client.process.interrupt.mutate({ sessionId: id })
    await whenState(id, 'idle')
  })

  it('a prompt wakes a stopped session in its conversation', async () => {
    const id = await legacySession()
    await test.client.prompts.send.mutate({ sessionId: id, text: 'the code word is quince' })
    await whenState(id, 'done')
    await test.client.sessions.stop.mutate({ id })
    await test.client.prompts.send.mutate({ sessionId: id, text: 'what is the code word' })
    await says(id, 'You told me quince')
    expect((await test.client.sessions.get.query({ id })).status).toBe('running')
  })

  it('goes on after a restart of the server in the middle of a turn, with the prompts that waited', async () => {
    const id = await legacySession()
    await test.client.prompts.send.mutate({ sessionId: id, text: 'the code word is medlar' })
    await whenState(id, 'done')
    await test.client.prompts.send.mutate({ sessionId: id, text: 'hold' })
    await inTurn('hold')
    expect(await test.client.prompts.send.mutate({ sessionId: id, text: 'what is the code word' })).toMatchObject({ state: 'queued' })
    await test.restart()
    await says(id, 'You told me medlar')
    await whenState(id, 'done')
    expect(await promptsOf(id)).toEqual(['the code word is medlar: delivered', 'hold: delivered', 'what is the code word: delivered'])
  })

  it('a transcript is followed from any message on', async () => {
    const id = await legacySession()
    await test.client.prompts.send.mutate({ sessionId: id, text: 'one' })
    await whenState(id, 'done')
    const all = await test.client.transcript.list.query({ sessionId: id })
    for (const { seq } of all.slice(0, -1)) expect((await messageWhere(id, () => true, seq)).seq).toBe(seq + 1)
    expect((await test.client.transcript.list.query({ sessionId: id, before: 3, limit: 1 })).map(({ seq }) => seq)).toEqual([2])
  })

  it('REQ-002.2: a restart of the process keeps the conversation, a fresh one does not', async () => {
    const id = await legacySession()
    await test.client.prompts.send.mutate({ sessionId: id, text: 'the code word is sloe' })
    await whenState(id, 'done')
    expect(await test.client.process.restart.mutate({ sessionId: id })).toMatchObject({ running: true, source: 'process-manager' })
    await test.client.prompts.send.mutate({ sessionId: id, text: 'what is the code word' })
    await says(id, 'You told me sloe')
    await whenState(id, 'done')
    await test.client.process.restart.mutate({ sessionId: id, fresh: true })
    await test.client.prompts.send.mutate({ sessionId: id, text: 'what is the code word' })
    await says(id, 'I was told no code word')
  })
})
