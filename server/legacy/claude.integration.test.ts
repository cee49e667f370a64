// The process manager with the real Claude CLI, which talks to a stub of its API.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claudeCli, claudeEnv } from '../../e2e/fixtures/claude-cli.ts'
import { startMessagesStub, type MessagesStub } from '../../e2e/fixtures/messages-stub.ts'
import { isSameProcess } from '../process-identity.ts'
import type { ProcessManager } from './process-manager.ts'
import { createManagerFixture, messageWhere, promptWhere, viewWhere, type ManagerFixture } from './testing/manager-fixture.ts'
import { serverKilledInTurn } from './testing/killed-server.ts'

let claude: string
let stub: MessagesStub
let fixture: ManagerFixture
let manager: ProcessManager
const sessionId = 'one'

beforeAll(async () => { claude = await claudeCli() })

beforeEach(async () => {
  stub = await startMessagesStub()
  fixture = await createManagerFixture({ command: [claude], env: (folder) => claudeEnv({ baseUrl: stub.url, configDir: join(folder, 'config') }) })
  manager = fixture.manager()
  await fixture.made(manager, sessionId)
  await manager.start(fixture.placeOf(sessionId), fixture.saving(sessionId))
})

afterEach(async () => {
  await fixture[Symbol.asyncDispose]()
  await stub.close()
})

const said = (text: string) => messageWhere(manager, { sessionId }, (entry) => entry.kind === 'text' && entry.text.includes(text))
const resultAfter = (after: number) => messageWhere(manager, { sessionId, after }, (entry) => entry.kind === 'result')
const stateIs = (state: string) => viewWhere(manager, sessionId, (view) => view.agentState.state === state)
const kinds = async () => (await manager.transcript.list({ sessionId })).map(({ entry }) => entry.kind)

async function asked(): Promise<string> {
  const { entry } = await messageWhere(manager, { sessionId }, ({ kind }) => kind === 'permission')
  return entry.kind === 'permission' ? entry.requestId : ''
}

describe('NFR-001: a session without an environment, with the real Claude CLI', () => {
  it('takes a prompt, confirms it and answers', async () => {
    expect(await manager.send(sessionId, { text: 'good morning' })).toMatchObject({ state: 'delivered' })
    await said('echo: good morning')
    await stateIs('done')
    expect(await kinds()).toEqual(['process', 'prompt', 'text', 'result'])
    expect((await manager.transcript.list({ sessionId })).map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
  })

  it('hands over a second prompt when the first turn has ended', async () => {
    await manager.send(sessionId, { text: 'hold' })
    await stub.request(({ conversation }) => conversation?.prompt === 'hold')
    expect(await manager.send(sessionId, { text: 'next one' })).toMatchObject({ state: 'queued' })
    expect(manager.view(sessionId)?.queued.map(({ text }) => text)).toEqual(['next one'])
    const delivered = promptWhere(manager, ({ state }) => state === 'delivered')
    stub.release()
    await delivered
    await said('echo: next one')
    await stateIs('done')
    expect((await kinds()).filter((kind) => kind !== 'process')).toEqual(['prompt', 'text', 'result', 'prompt', 'text', 'result'])
  })

  it('asks before a tool writes, and writes when that is allowed', async () => {
    await manager.send(sessionId, { text: 'write: allowed.txt=yes' })
    const requestId = await asked()
    expect(manager.view(sessionId)?.agentState).toMatchObject({ state: 'waiting', message: expect.stringMatching(/^Allow Write: .*allowed\.txt\?$/) as string })
    manager.answer(sessionId, { requestId, allow: true })
    await stateIs('done')
    expect(existsSync(join(fixture.workOf(sessionId), 'allowed.txt'))).toBe(true)
    expect(() => { manager.answer(sessionId, { requestId, allow: true }) }).toThrow(/not open any more/)
  })

  it('tells Claude Code of a no and its reason', async () => {
    await manager.send(sessionId, { text: 'write: denied.txt=no' })
    manager.answer(sessionId, { requestId: await asked(), allow: false, message: 'not that file' })
    await said('tool result (error): not that file')
    await stateIs('done')
    expect(existsSync(join(fixture.workOf(sessionId), 'denied.txt'))).toBe(false)
  })

  it('shows a question as waiting and passes the answer on', async () => {
    await manager.send(sessionId, { text: 'ask' })
    const requestId = await asked()
    expect(manager.view(sessionId)?.agentState).toMatchObject({ state: 'waiting', message: 'Which colour?' })
    manager.answer(sessionId, { requestId, allow: true, message: 'Blue' })
    await said('"Which colour?"="Blue"')
  })

  it('interrupts a turn, is idle then and takes the next prompt', async () => {
    await manager.send(sessionId, { text: 'hold' })
    await stub.request(({ conversation }) => conversation?.prompt === 'hold')
    await manager.interrupt(sessionId)
    expect(manager.view(sessionId)?.agentState.state).toBe('idle')
    const { entry, seq } = await resultAfter(0)
    expect(entry).toMatchObject({ kind: 'result', outcome: 'interrupted' })
    await manager.send(sessionId, { text: 'go on' })
    await resultAfter(seq)
    await said('echo: go on')
  })

  it('withdraws an open question when the turn is interrupted', async () => {
    await manager.send(sessionId, { text: 'write: never.txt=no' })
    await asked()
    await manager.interrupt(sessionId)
    expect(manager.view(sessionId)).toMatchObject({ asks: [], agentState: { state: 'idle' } })
    await messageWhere(manager, { sessionId }, (entry) => entry.kind === 'answer' && entry.outcome === 'withdrawn')
  })

  it('shows an API error as error, with its words', async () => {
    await manager.send(sessionId, { text: 'error 400' })
    await stateIs('error')
    expect(manager.view(sessionId)?.agentState.message).toContain('400')
  })

  it('NFR-002: says how a killed process ended, and a prompt resumes its conversation', async () => {
    await manager.send(sessionId, { text: 'the code word is plum' })
    await stateIs('done')
    process.kill(fixture.stateOf(sessionId).process?.pid ?? 0, 'SIGKILL')
    await stateIs('error')
    expect(manager.status(fixture.placeOf(sessionId))).toEqual({ running: false, reason: expect.stringContaining('SIGKILL') as string })
    expect(manager.view(sessionId)?.exit).toMatchObject({ cause: 'crashed', signal: 'SIGKILL' })
    await manager.send(sessionId, { text: 'what is the code word' })
    await said('You told me plum')
  })

  it('REQ-002.2: a restart keeps the conversation, a fresh one forgets it', async () => {
    await manager.send(sessionId, { text: 'the code word is pear' })
    await stateIs('done')
    await manager.restart(fixture.placeOf(sessionId), { fresh: false, ...fixture.saving(sessionId) })
    await manager.send(sessionId, { text: 'what is the code word' })
    await said('You told me pear')
    await stateIs('done')
    await manager.restart(fixture.placeOf(sessionId), { fresh: true, ...fixture.saving(sessionId) })
    await manager.send(sessionId, { text: 'what is the code word' })
    await said('I was told no code word')
  })

  it('REQ-003.2: a stop ends the process group, in the middle of a turn too', async () => {
    await manager.send(sessionId, { text: 'hold' })
    await stub.request(({ conversation }) => conversation?.prompt === 'hold')
    const { process: identity } = fixture.stateOf(sessionId)
    await manager.stop(fixture.placeOf(sessionId), 'stopped by sweeper')
    expect(identity && isSameProcess(identity)).toBe(false)
    expect(manager.view(sessionId)).toMatchObject({ running: false, exit: { cause: 'stopped by sweeper' }, agentState: { state: 'idle' } })
  })

  it('goes on with the conversation after the server was killed in the middle of a turn', async () => {
    await manager.send(sessionId, { text: 'the code word is fig' })
    await stateIs('done')
    await manager.stop(fixture.placeOf(sessionId), 'stopped by user')
    const left = await serverKilledInTurn(fixture, { place: fixture.placeOf(sessionId), command: [claude], env: claudeEnv({ baseUrl: stub.url, configDir: join(fixture.folder, 'config') }), prompt: 'hold' })
    await stub.request(({ conversation }) => conversation?.prompt === 'hold')
    expect(isSameProcess(left)).toBe(true)

    manager = fixture.manager()
    expect(manager.status(fixture.placeOf(sessionId))).toMatchObject({ running: true, reason: expect.stringContaining('earlier run') as string })
    await manager.start(fixture.placeOf(sessionId), fixture.saving(sessionId))
    expect(isSameProcess(left)).toBe(false)
    await manager.send(sessionId, { text: 'what is the code word' })
    await said('You told me fig')
  })

  it('begins a new conversation, and says so, where the old one is gone', async () => {
    await manager.stop(fixture.placeOf(sessionId), 'stopped by user')
    await fixture.saving(sessionId).save({ ...fixture.stateOf(sessionId), begun: true, conversation: '00000000-0000-4000-8000-00000000dead' })
    manager = fixture.manager()
    await manager.start(fixture.placeOf(sessionId), fixture.saving(sessionId))
    await messageWhere(manager, { sessionId }, (entry) => entry.kind === 'process' && entry.event === 'new conversation')
    await manager.send(sessionId, { text: 'hello' })
    await said('echo: hello')
  })
})
