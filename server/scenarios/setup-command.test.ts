import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { environmentOf, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startHostServer, type HostServer } from '../testing/host-server.ts'

let test: HostServer
beforeAll(async () => { test = await startHostServer() })
afterAll(async () => { await test[Symbol.asyncDispose]() })

async function sessionWith(setupCommand: string, more: object = {}) {
  const { id: environmentId } = await test.client.environments.create.mutate({ name: 'With setup', kind: 'HOST', config: { setupCommand, env: { FLAVOUR: 'vanilla' } } })
  return test.client.sessions.create.mutate({ name: 'Setup', repoUrl: test.repoUrl, agent: 'shell', environmentId, ...more })
}

describe('the setup command of an environment', () => {
  it('runs once after the clone, as a step before the terminal, with its output in the log', async () => {
    const made = await sessionWith('printf "step one\\r\\033[31mstep two\\033[0m\\nflavour $FLAVOUR\\n"; ls README.md; echo run >> .git/setups')
    expect(made.steps.map(({ name }) => name)).toEqual(['folder', 'clone', 'setup', 'terminal', 'agent'])
    const session = await sessionWhen(test.client, made.id, ({ status }) => status === 'running')
    expect(session.steps.find(({ name }) => name === 'setup')).toMatchObject({ state: 'done' })
    const log = await test.client.sessions.log.query({ id: made.id })
    expect(log).toEqual(expect.arrayContaining(['step two', 'flavour vanilla', 'README.md']))
    // Its terminal is gone, and a restart does not run it again.
    expect((await test.client.terminals.list.query({ sessionId: made.id })).map(({ kind }) => kind)).toEqual(['agent'])
    await test.client.sessions.restart.mutate({ id: made.id })
    const [terminal] = await test.client.terminals.list.query({ sessionId: made.id })
    using shown = watchOutput(test.client, terminal?.id ?? '')
    await test.client.terminals.write.mutate({ terminalId: terminal?.id ?? '', data: 'echo "ran $(wc -l < .git/setups | tr -d " ") times"\r' })
    await shown.until('ran 1 times')
  })

  it('leaves the session usable where it fails, and says so', async () => {
    const made = await sessionWith('echo not today >&2; exit 3')
    const session = await sessionWhen(test.client, made.id, ({ status }) => status === 'running')
    expect(session.steps.find(({ name }) => name === 'setup')).toMatchObject({ state: 'failed', message: expect.stringMatching(/ended with code 3\. The session is usable/) as unknown })
    expect(session.steps.find(({ name }) => name === 'agent')).toMatchObject({ state: 'done' })
    expect(await test.client.sessions.log.query({ id: made.id })).toEqual(expect.arrayContaining(['not today']))
    const log = await test.client.sessions.log.query({ id: made.id })
    await test.restart()
    expect(await test.client.sessions.log.query({ id: made.id })).toEqual(log)
    await test.client.sessions.remove.mutate({ id: made.id })
    expect(readdirSync(join(test.dataDir, 'creation-logs')).filter((name) => name.startsWith(made.id))).toEqual([])
  })

  it('keeps nobody from sending prompts: they wait until the agent runs, in their order', async () => {
    const go = join(test.dataDir, 'go')
    const made = await sessionWith(`echo begun; until [ -e ${go} ]; do sleep 0.1; done`, { prompt: 'echo first-$((1+0))' })
    await sessionWhen(test.client, made.id, ({ steps }) => steps.some(({ name, message }) => name === 'setup' && message === 'begun'))
    expect(await test.client.prompts.send.mutate({ sessionId: made.id, text: 'echo second-$((1+1))' })).toMatchObject({ state: 'queued' })
    expect(await test.client.prompts.send.mutate({ sessionId: made.id, text: 'echo third-$((1+2))' })).toMatchObject({ state: 'queued' })
    writeFileSync(go, '')
    await sessionWhen(test.client, made.id, ({ status }) => status === 'running')
    const [terminal] = await test.client.terminals.list.query({ sessionId: made.id })
    using shown = watchOutput(test.client, terminal?.id ?? '')
    await shown.until(/first-1[^]*second-2[^]*third-3/)
    expect((await test.client.prompts.list.query({ sessionId: made.id })).map(({ text, state }) => [text.slice(5, 10), state])).toEqual([['first', 'typed'], ['secon', 'typed'], ['third', 'typed']])
  })

  it('ends with a creation that is cancelled, whose prompts are kept', async () => {
    const made = await sessionWith('echo begun; sleep 1000')
    await sessionWhen(test.client, made.id, ({ steps }) => steps.some(({ name, message }) => name === 'setup' && message === 'begun'))
    await test.client.prompts.send.mutate({ sessionId: made.id, text: 'echo kept' })
    const cancelled = await test.client.sessions.cancel.mutate({ id: made.id })
    expect(cancelled).toMatchObject({ status: 'error', statusReason: 'Cancelled', cloned: false })
    expect(await test.client.prompts.list.query({ sessionId: made.id })).toMatchObject([{ text: 'echo kept', state: 'queued' }])
  })
})

describe('a new session', () => {
  it('takes the permission mode of its environment, where its agent has it', async () => {
    const programs = mkdtempSync(join(test.dataDir, 'programs-'))
    writeFileSync(join(programs, 'claude'), '#!/bin/sh\necho "given: $*"\nexec sleep 1000\n', { mode: 0o755 })
    const config = { permissionMode: 'plan' as const, env: { PATH: `${programs}:${process.env['PATH'] ?? ''}` } }
    const { id: environmentId } = await test.client.environments.create.mutate({ name: 'Careful', kind: 'HOST', config })
    for (const { chosen, given } of [{ chosen: {}, given: /given: --permission-mode plan/ }, { chosen: { permissionMode: 'acceptEdits' as const }, given: /given: --permission-mode acceptEdits/ }]) {
      const { id } = await test.client.sessions.create.mutate({ name: 'Careful', repoUrl: test.repoUrl, agent: 'claude', environmentId, ...chosen })
      await sessionWhen(test.client, id, ({ status }) => status === 'running')
      const [terminal] = await test.client.terminals.list.query({ sessionId: id })
      using shown = watchOutput(test.client, terminal?.id ?? '')
      await shown.until(given)
    }
    // A shell has no modes, which is no reason to refuse it here.
    const shell = await test.client.sessions.create.mutate({ name: 'Shell', repoUrl: test.repoUrl, agent: 'shell', environmentId })
    await sessionWhen(test.client, shell.id, ({ status }) => status === 'running')
  })

  it('NFR-002 F24 is not begun in an environment whose engine is missing: SERVICE_UNAVAILABLE with what to do', async () => {
    const before = (await test.client.sessions.list.query()).length
    await expect(test.client.sessions.create.mutate({ name: 'None', repoUrl: test.repoUrl, environmentId: await environmentOf(test.client, 'DOCKER') })).rejects.toMatchObject({
      data: expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }) as unknown, message: expect.stringMatching(/^No Docker engine is running here; .*(?:install|switch on)/) as unknown,
    })
    expect(await test.client.sessions.list.query()).toHaveLength(before)
  })
})
