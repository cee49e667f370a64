import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer, type TestServer } from '../testing/test-server.ts'

let test: TestServer
beforeAll(async () => { test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' }) })
afterAll(async () => { await test[Symbol.asyncDispose]() })

const refusal = (code: string, message: RegExp): { data: unknown; message: unknown } =>
  ({ data: expect.objectContaining({ code }) as unknown, message: expect.stringMatching(message) as unknown })

describe('environments', () => {
  it('are two after the first start, and DOCKER says what is missing', async () => {
    const list = await test.client.environments.list.query()
    expect(list.map(({ kind, ready }) => [kind, ready]).sort()).toEqual([['DOCKER', false], ['HOST', true]])
    expect(list.find(({ kind }) => kind === 'DOCKER')?.reason).toMatch(/Docker/)
  })

  it('are made, changed and removed, with settings of their kind', async () => {
    const made = await test.client.environments.create.mutate({ name: 'Small', kind: 'DOCKER', config: { memoryMiB: 512, cpus: 0.5 } })
    expect(made).toMatchObject({ name: 'Small', kind: 'DOCKER', config: { memoryMiB: 512, cpus: 0.5 }, isDefault: false })
    const updated = await test.client.environments.update.mutate({ id: made.id, name: 'Smaller', config: { memoryMiB: 256 }, isDefault: true })
    expect(updated).toMatchObject({ name: 'Smaller', config: { memoryMiB: 256 }, isDefault: true })
    await test.client.environments.remove.mutate({ id: made.id })
    expect((await test.client.environments.list.query()).some(({ id }) => id === made.id)).toBe(false)
  })

  it('have one default at most', async () => {
    const list = await test.client.environments.list.query()
    for (const { id } of list) await test.client.environments.update.mutate({ id, isDefault: true })
    expect((await test.client.environments.list.query()).filter(({ isDefault }) => isDefault)).toHaveLength(1)
    for (const { id } of list) await test.client.environments.update.mutate({ id, isDefault: false })
  })

  it('A61: refuse settings that are not theirs, before anything is changed', async () => {
    const [host] = (await test.client.environments.list.query()).filter(({ kind }) => kind === 'HOST')
    const id = host?.id ?? ''
    await expect(test.client.environments.update.mutate({ id, config: { memoryMiB: 512 } })).rejects.toMatchObject(refusal('BAD_REQUEST', /HOST environment/))
    await expect(test.client.environments.update.mutate({ id, config: { env: { LD_PRELOAD: '/tmp/x.so' } } })).rejects.toMatchObject(refusal('BAD_REQUEST', /LD_/))
    const privileged: object = { name: 'x', kind: 'DOCKER', config: { HostConfig: { Privileged: true } } }
    await expect(test.client.environments.create.mutate(privileged as never)).rejects.toMatchObject(refusal('BAD_REQUEST', /Unknown field "HostConfig"/))
    expect((await test.client.environments.list.query()).find((one) => one.id === id)?.config).toEqual({})
  })

  it('tell what works and how to mend the rest', async () => {
    const list = await test.client.environments.list.query()
    const docker = await test.client.environments.check.mutate({ id: list.find(({ kind }) => kind === 'DOCKER')?.id ?? '' })
    expect(docker.ok).toBe(false)
    expect(docker.parts).toEqual([expect.objectContaining({ what: 'engine', ok: false, fix: expect.stringMatching(/Docker/) as unknown })])
    const host = await test.client.environments.check.mutate({ id: list.find(({ kind }) => kind === 'HOST')?.id ?? '' })
    expect(host.parts.find(({ what }) => what === 'git')).toMatchObject({ ok: true, fix: null })
  })

  it('give their variables and idle timeout to new sessions, and stay while they are in use', async () => {
    const made = await test.client.environments.create.mutate({ name: 'With variables', kind: 'HOST', config: { env: { FLAVOUR: 'vanilla' }, idleTimeoutMinutes: 7 } })
    const { id, idleTimeoutMinutes } = await test.client.sessions.create.mutate({ name: 'Variables', repoUrl: makeSmallRepository(), agent: 'shell', environmentId: made.id })
    expect(idleTimeoutMinutes).toBe(7)
    await sessionWhen(test.client, id, ({ status }) => status === 'running')
    const [terminal] = await test.client.terminals.list.query({ sessionId: id })
    using shown = watchOutput(test.client, terminal?.id ?? '')
    await test.client.terminals.write.mutate({ terminalId: terminal?.id ?? '', data: 'echo "it is $FLAVOUR, ${CLAUDEWORK_TOKEN:-no token}"\r' })
    await shown.until('it is vanilla, no token')
    await expect(test.client.environments.remove.mutate({ id: made.id })).rejects.toMatchObject(refusal('PRECONDITION_FAILED', /1 session/))
    await test.client.sessions.remove.mutate({ id })
    await test.client.environments.remove.mutate({ id: made.id })
  })

  it('change nothing of a session that runs: it says what is pending, and has it after its next start', async () => {
    const made = await test.client.environments.create.mutate({ name: 'Changing', kind: 'HOST', config: { env: { FLAVOUR: 'vanilla' } } })
    const { id } = await test.client.sessions.create.mutate({ name: 'Runs', repoUrl: makeSmallRepository(), agent: 'shell', environmentId: made.id })
    expect((await sessionWhen(test.client, id, ({ status }) => status === 'running')).settingsPending).toEqual([])
    await test.client.environments.update.mutate({ id: made.id, config: { env: { FLAVOUR: 'mint' }, idleTimeoutMinutes: 5, setupCommand: 'true' } })
    expect((await test.client.sessions.get.query({ id })).settingsPending).toEqual([{ setting: 'env', applies: 'next start' }])
    const flavourIn = async (terminalId: string, flavour: string): Promise<void> => {
      using shown = watchOutput(test.client, terminalId)
      await test.client.terminals.write.mutate({ terminalId, data: 'echo "it is $FLAVOUR"\r' })
      await shown.until(`it is ${flavour}`)
    }
    await flavourIn((await test.client.terminals.open.mutate({ sessionId: id })).id, 'vanilla')
    expect((await test.client.sessions.restart.mutate({ id })).settingsPending).toEqual([])
    await flavourIn((await test.client.terminals.open.mutate({ sessionId: id })).id, 'mint')
    // On this machine there is no container to make anew: its processes are.
    await test.client.environments.update.mutate({ id: made.id, config: { env: { FLAVOUR: 'lemon' } } })
    expect(await test.client.sessions.recreate.mutate({ id })).toMatchObject({ status: 'running', settingsPending: [] })
    await flavourIn((await test.client.terminals.open.mutate({ sessionId: id })).id, 'lemon')
    await expect(test.client.environments.remove.mutate({ id: made.id })).rejects.toMatchObject(refusal('PRECONDITION_FAILED', /1 session \("Runs"\)/))
    await test.client.sessions.remove.mutate({ id })
  })

  it('give their agents a changed sign-in when these start again, and say so until then', async () => {
    const made = await test.client.environments.create.mutate({ name: 'Signs in', kind: 'HOST', config: { credentials: 'session' } })
    const { id } = await test.client.sessions.create.mutate({ name: 'Signed in', repoUrl: makeSmallRepository(), agent: 'shell', environmentId: made.id })
    const pending = async (): Promise<string[]> => (await test.client.sessions.get.query({ id })).settingsPending.map(({ setting, applies }) => `${setting}: ${applies}`)
    expect((await sessionWhen(test.client, id, ({ status }) => status === 'running')).settingsPending).toEqual([])
    await test.client.environments.update.mutate({ id: made.id, config: { credentials: 'shared-directory', sshAgent: true } })
    expect(await pending()).toEqual(['credentials: next start', 'sshAgent: next start'])
    // The agent alone is who is given them.
    await test.client.process.restart.mutate({ sessionId: id })
    expect(await pending()).toEqual([])
    await test.client.environments.update.mutate({ id: made.id, config: { credentials: 'session', sshAgent: true } })
    expect(await pending()).toEqual(['credentials: next start'])
    await test.restart()
    await sessionWhen(test.client, id, ({ status }) => status === 'running')
    expect(await pending()).toEqual(['credentials: next start'])
    await test.client.sessions.restart.mutate({ id })
    expect(await pending()).toEqual([])
    await test.client.sessions.remove.mutate({ id })
  })
})
