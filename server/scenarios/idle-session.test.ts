// REQ-003 and the sweeper through the whole server: a real shell, a short timeout.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startHostServer, type HostServer } from '../testing/host-server.ts'

let test: HostServer
beforeAll(async () => { test = await startHostServer() })
afterAll(async () => { await test[Symbol.asyncDispose]() })

describe('an idle session', { concurrent: true }, () => {
  it('REQ-003.1 REQ-003.4 F46 F47: is stopped after its timeout with the reason, not while a job runs, and a prompt wakes it', async () => {
    const { id, terminalId } = await test.runningShell('Idle', { idleTimeoutMinutes: 0.1 })
    {
      using shown = watchOutput(test.client, terminalId)
      // Longer than the timeout, without a byte of output and without CPU.
      await test.client.terminals.write.mutate({ terminalId, data: 'sleep 9; echo slept-$((1+1))\r' })
      await shown.until('slept-2')
    }
    expect((await test.client.sessions.get.query({ id })).status).toBe('running')
    const stopped = await sessionWhen(test.client, id, ({ status }) => status === 'stopped')
    expect(stopped).toMatchObject({ statusReason: 'Stopped because it was idle', exit: { cause: 'stopped by sweeper' } })
    expect(await test.client.process.status.query({ sessionId: id })).toMatchObject({ running: false, source: 'HOST' })
    await test.client.prompts.send.mutate({ sessionId: id, text: 'echo woken-$((2+2))' })
    using again = watchOutput(test.client, terminalId)
    await again.until('woken-4')
    expect((await test.client.sessions.get.query({ id })).status).toBe('running')
    await test.client.sessions.remove.mutate({ id })
  }, 120_000)

  it('is left alone while it is pinned or has no timeout', async () => {
    const { id } = await test.running('Pinned', { idleTimeoutMinutes: null })
    const session = await sessionWhen(test.client, id, ({ status, agentState }) => status === 'running' && agentState.state === 'idle')
    expect(session).toMatchObject({ stopsAt: null, stopNotice: false, agentState: { state: 'idle', source: 'process' } })
    await test.client.sessions.remove.mutate({ id })
  })
})
