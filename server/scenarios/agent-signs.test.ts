// Codex and Gemini by what their titles and notifications say. The agents themselves need their vendors: a stand-in of the same name
// prints what they print, in a real terminal.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentState } from '../../contract/session-state.ts'
import { startHostServer, type HostServer } from '../testing/host-server.ts'

/** Prints each line that is typed, as printf understands it. */
const standIn = '#!/bin/sh\nstty -echo\nwhile read -r line; do printf "$line"; done\n'

let server: HostServer
let programs: string
beforeAll(async () => {
  programs = mkdtempSync(join(tmpdir(), 'claudework-stand-ins-'))
  for (const name of ['codex', 'gemini']) {
    writeFileSync(join(programs, name), standIn)
    chmodSync(join(programs, name), 0o755)
  }
  server = await startHostServer({ PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}` })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(programs, { recursive: true, force: true })
})

const title = (text: string): string => `\\033]0;${text}\\007`
const notice = (text: string): string => `\\033]9;${text}\\007`

type Step = { prints: string; becomes: Partial<AgentState> }
const agents: { agent: 'codex' | 'gemini'; steps: Step[] }[] = [
  {
    agent: 'codex',
    steps: [
      { prints: title('small'), becomes: { state: 'idle', source: 'title' } },
      { prints: title('⠋ small') + title('⠙ small'), becomes: { state: 'working', source: 'title' } },
      { prints: notice('Approval requested: cargo test') + title('[ ! ] Action Required | small'), becomes: { state: 'waiting', message: 'Approval requested: cargo test', waitsFor: 'permission' } },
      { prints: title('⠹ small'), becomes: { state: 'working', message: null } },
      { prints: notice('All tests pass now') + title('small'), becomes: { state: 'done' } },
    ],
  },
  {
    agent: 'gemini',
    steps: [
      { prints: title('◇  Ready (work)      '), becomes: { state: 'idle', source: 'title' } },
      { prints: title('✦  Reading the tests (work)'), becomes: { state: 'working', message: 'Reading the tests' } },
      { prints: title('✋  Action Required (work)'), becomes: { state: 'waiting', waitsFor: 'permission' } },
      { prints: title('⏲  Working… (work)'), becomes: { state: 'working', message: null } },
      { prints: title('◇  Ready (work)      '), becomes: { state: 'done' } },
    ],
  },
]

describe.each(agents)('what $agent does', ({ agent, steps }) => {
  it('is read from its titles and notifications, and known again after a restart of the server', async () => {
    const { id, terminalId } = await server.runningShell(agent, { agent })
    const becomes = async (state: Partial<AgentState>): Promise<void> => {
      await expect.poll(async () => (await server.client.sessions.get.query({ id })).agentState).toMatchObject(state)
    }
    for (const step of steps) {
      await server.client.terminals.write.mutate({ terminalId, data: `${step.prints}\r` })
      await becomes(step.becomes)
      if (step.becomes.state === 'waiting') {
        await server.restart()
        await becomes({ state: 'waiting', source: 'title' })
      }
    }
  })
})

it('a first prompt that is too long for an argument is typed once the agent runs', async () => {
  const prompt = '長'.repeat(50_000)
  const { id } = await server.runningShell('Long', { agent: 'codex', prompt })
  expect(await server.client.prompts.list.query({ sessionId: id })).toMatchObject([{ state: 'typed' }])
})
