// REQ-001 to REQ-003: the process API by a session's environment, on a real engine, with the real Claude CLI talking to a stub of its
// API. Sessions without an environment (.2 of each) are in server/scenarios/legacy-session.integration.test.ts.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEngineView } from '../fixtures/engine.ts'
import { startGitServer, type GitServer } from '../fixtures/git-server.ts'
import { makeRepository } from '../fixtures/make-repository.ts'
import { agentTerminal, onThisMachine, removeSessions, runningSession, sessionWhen } from '../fixtures/sessions.ts'
import { startStubbedClaude, type StubbedClaude } from '../fixtures/stubbed-claude.ts'
import { startTestServer, type TestServer } from '../fixtures/test-server.ts'

const engine = createEngineView()
const made = new AsyncDisposableStack()
let git: GitServer
let claude: StubbedClaude
let server: TestServer

beforeAll(async () => {
  const address = await engine.hostAddress()
  git = made.use(await startGitServer(made.use(makeRepository()), address))
  claude = made.use(await startStubbedClaude({ host: address }))
  // Its settings stay where claudework puts them, in each session's own state.
  const { CLAUDE_CONFIG_DIR: _, CLAUDE_CODE_SANDBOXED: __, ...env } = claude.env
  server = made.use(await startTestServer({ ...env, HOME: claude.folder }))
  made.defer(() => removeSessions(server.client, onThisMachine))
})
afterAll(() => made.disposeAsync())

type Kind = 'HOST' | 'DOCKER'

async function running(kind: Kind, options: { agent?: 'claude' | 'shell'; idleTimeoutMinutes?: number } = {}): Promise<{ id: string; containerId: string | null }> {
  return runningSession(server.client, kind, { name: kind, repoUrl: git.url, agent: 'claude', ...options })
}

/** Pids of agents that a HOST session runs, by the session's mark in their environment. */
function hostProcesses(sessionId: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`CLAUDEWORK_SESSION=${sessionId}`)
    } catch {
      return false // it has just ended, or is somebody else's
    }
  })
}

const inContainer = (containerId: string | null): string => execFileSync('docker', ['top', containerId ?? '', '-eo', 'pid,args'], { encoding: 'utf8' })

describe('REQ-001 process.status', { concurrent: true }, () => {
  test('REQ-001.1 REQ-001.3: by the adapter of the session\'s environment; true while the agent runs in its container', async () => {
    const { id, containerId } = await running('DOCKER')
    using terminal = await agentTerminal(server.client, id)
    await terminal.until(/❯/)
    const { environmentId } = await server.client.sessions.get.query({ id })
    expect(await server.client.process.status.query({ sessionId: id })).toMatchObject({ running: true, source: 'DOCKER', environmentId, reason: null })
    expect(inContainer(containerId)).toMatch(/claude/)
  })

  test('REQ-001.4: false once the agent has ended, with the container still up and after it stopped', async ({ expect }) => {
    const { id } = await running('DOCKER', { agent: 'shell' })
    using terminal = await agentTerminal(server.client, id)
    await terminal.type('exit 3\r')
    await expect.poll(() => server.client.process.status.query({ sessionId: id })).toMatchObject({ running: false, source: 'DOCKER' })
    expect(await server.client.sessions.get.query({ id })).toMatchObject({ status: 'running' })
    await server.client.sessions.stop.mutate({ id })
    expect(await server.client.process.status.query({ sessionId: id })).toMatchObject({ running: false, source: 'DOCKER' })
  })
})

describe('REQ-002 process.restart', { concurrent: true }, () => {
  test('REQ-002.1 REQ-002.3: the agent runs in the container again, in its conversation, and no new one on the host', async () => {
    const { id, containerId } = await running('DOCKER')
    using terminal = await agentTerminal(server.client, id)
    await terminal.until(/❯/)
    await server.client.prompts.send.mutate({ sessionId: id, text: 'the code word is heliotrope' })
    await claude.stub.request(({ conversation }) => conversation?.prompt?.includes('heliotrope') === true)
    await sessionWhen(server.client, id, ({ agentState }) => agentState.state === 'done' || agentState.state === 'idle')
    expect(await server.client.process.restart.mutate({ sessionId: id })).toMatchObject({ running: true, source: 'DOCKER' })
    expect((await server.client.sessions.get.query({ id })).containerId).toBe(containerId)
    expect(inContainer(containerId)).toMatch(/claude/)
    expect(hostProcesses(id)).toEqual([])
    await sessionWhen(server.client, id, ({ agentState }) => agentState.source === 'osc7501' && agentState.state === 'idle')
    await server.client.prompts.send.mutate({ sessionId: id, text: 'what is the code word' })
    await terminal.until(/heliotrope[^]*heliotrope/)
  })

  test('REQ-002.4: on the host it runs on the host', async () => {
    const { id } = await running('HOST')
    using terminal = await agentTerminal(server.client, id)
    await terminal.until(/❯/)
    const before = hostProcesses(id)
    expect(await server.client.process.restart.mutate({ sessionId: id, fresh: true })).toMatchObject({ running: true, source: 'HOST' })
    // It bears the session's mark from when it has become the agent's program.
    await expect.poll(() => hostProcesses(id).some((pid) => !before.includes(pid)), { timeout: 15_000 }).toBe(true)
  })
})

describe('REQ-003 idle timeout', { concurrent: true }, () => {
  test('REQ-003.1 REQ-003.3: stops the container of an idle session, and keeps its work', async () => {
    const { id, containerId } = await running('DOCKER', { agent: 'shell', idleTimeoutMinutes: 0.1 })
    const stopped = await sessionWhen(server.client, id, ({ status }) => status === 'stopped')
    expect(stopped).toMatchObject({ statusReason: 'Stopped because it was idle', exit: { cause: 'stopped by sweeper' } })
    expect(await engine.docker.getContainer(containerId ?? '').inspect()).toMatchObject({ State: { Running: false } })
    expect(await server.client.sessions.start.mutate({ id })).toMatchObject({ status: 'running', containerId })
  })

  test.for([['DOCKER', 'quince'], ['HOST', 'damson']] as const)('REQ-003 %s: a code word told before the stop is known after the wake, and the agent confirms its prompts', { timeout: 240_000 }, async ([kind, word], { expect }) => {
    const { id } = await running(kind)
    const promptStates = async (): Promise<string[]> => (await server.client.prompts.list.query({ sessionId: id })).map(({ state }) => state)
    await sessionWhen(server.client, id, ({ agentState }) => agentState.source === 'osc7501' && agentState.state === 'idle')
    await server.client.prompts.send.mutate({ sessionId: id, text: `the code word is ${word}` })
    await claude.stub.request(({ conversation }) => conversation?.prompt?.includes(word) === true)
    await sessionWhen(server.client, id, ({ agentState }) => agentState.state === 'done')
    await expect.poll(promptStates).toEqual(['delivered'])
    await server.client.sessions.update.mutate({ id, idleTimeoutMinutes: 0.1 })
    const stopped = await sessionWhen(server.client, id, ({ status }) => status === 'stopped')
    expect(stopped.exit).toMatchObject({ cause: 'stopped by sweeper' })
    await server.client.sessions.update.mutate({ id, idleTimeoutMinutes: null })
    await server.client.prompts.send.mutate({ sessionId: id, text: 'what is the code word' })
    const asked = await claude.stub.request(({ conversation }) => conversation?.prompt?.includes('what is the code word') === true && conversation.tools.length > 0 && JSON.stringify(conversation.messages).includes(word))
    expect(asked.conversation?.messages.length).toBeGreaterThan(2)
    await expect.poll(promptStates).toEqual(['delivered', 'delivered'])
  })

  test('REQ-003.4: ends the process group of an idle session on the host', async () => {
    const { id } = await running('HOST', { agent: 'shell', idleTimeoutMinutes: 0.1 })
    expect(hostProcesses(id).length).toBeGreaterThan(0)
    await sessionWhen(server.client, id, ({ status }) => status === 'stopped')
    expect(hostProcesses(id)).toEqual([])
  })
})
