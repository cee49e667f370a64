import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkAcceptBypass } from '../sessions/creation/accept-bypass.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let test: TestServer
let programs: string
beforeAll(async () => {
  programs = mkdtempSync(join(tmpdir(), 'claudework-programs-'))
  writeFileSync(join(programs, 'codex'), '#!/bin/sh\n')
  chmodSync(join(programs, 'codex'), 0o755)
  writeFileSync(join(programs, 'gemini'), 'not a program\n')
  test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock', PATH: programs })
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  rmSync(programs, { recursive: true, force: true })
})

describe('agents', () => {
  it('are listed with what each environment has of them, asked for real', async () => {
    const environments = await test.client.environments.list.query()
    const host = environments.find(({ kind }) => kind === 'HOST')?.id
    const agents = await test.client.agents.list.query()
    const onHost = Object.fromEntries(agents.map(({ id, environments: places }) => [id, places.find(({ environmentId }) => environmentId === host)?.present]))
    expect(onHost).toEqual({ claude: false, codex: true, gemini: false, shell: true, command: true })
    const claude = agents.find(({ id }) => id === 'claude')
    expect(claude).toMatchObject({ name: 'Claude Code', resumes: true, needs: ['the claude CLI'] })
    expect(claude?.environments.find(({ environmentId }) => environmentId === host)).toMatchObject({ install: 'npm install -g @anthropic-ai/claude-code', message: expect.stringContaining('no claude') as unknown })
  })

  it('whose environment cannot be asked are unknown, with the reason, and never missing', async () => {
    const docker = (await test.client.environments.list.query()).find(({ kind }) => kind === 'DOCKER')?.id
    const codex = (await test.client.agents.list.query()).find(({ id }) => id === 'codex')
    expect(codex?.environments.find(({ environmentId }) => environmentId === docker)).toMatchObject({ present: null, install: null, message: expect.stringMatching(/No Docker engine/) as unknown })
  })

  it('are looked for on the PATH that the environment gives its sessions', async () => {
    const made = await test.client.environments.create.mutate({ name: 'Bare', kind: 'HOST', config: { env: { PATH: '/nonexistent' } } })
    const codex = (await test.client.agents.list.query()).find(({ id }) => id === 'codex')
    expect(codex?.environments.find(({ environmentId }) => environmentId === made.id)?.present).toBe(false)
  })

  it('that never ask need a yes where no container is around them, whoever chose that mode', async () => {
    const host = (await test.client.environments.list.query()).find(({ kind }) => kind === 'HOST')?.id
    const wish = { name: 'Bold', repoUrl: 'https://host.invalid/a.git', agent: 'codex' } as const
    const bold = await test.client.environments.create.mutate({ name: 'Bold', kind: 'HOST', config: { permissionMode: 'bypassPermissions' } })
    const refusal = { data: expect.objectContaining({ code: 'BAD_REQUEST' }) as unknown, message: expect.stringContaining('`acceptBypass: true`') as unknown }
    await expect(test.client.sessions.create.mutate({ ...wish, environmentId: host, permissionMode: 'bypassPermissions' })).rejects.toMatchObject(refusal)
    await expect(test.client.sessions.create.mutate({ ...wish, environmentId: bold.id, acceptBypass: false })).rejects.toMatchObject(refusal)
    await expect(test.client.sessions.create.mutate({ ...wish, agent: 'claude', environmentId: null, permissionMode: 'bypassPermissions' })).rejects.toMatchObject(refusal)
    expect(await test.client.sessions.list.query()).toEqual([])
    expect(await test.client.sessions.create.mutate({ ...wish, environmentId: bold.id, acceptBypass: true })).toMatchObject({ status: 'creating' })
    // Its own agent has no such mode, and a milder wish needs none.
    expect(await test.client.sessions.create.mutate({ ...wish, environmentId: bold.id, permissionMode: 'plan' })).toMatchObject({ status: 'creating' })
    expect(await test.client.sessions.create.mutate({ ...wish, agent: 'shell', environmentId: bold.id })).toMatchObject({ status: 'creating' })
  })

  it('that never ask need none in a container', () => {
    const docker = { id: 'd', name: 'Docker', kind: 'DOCKER', config: {}, isDefault: false } as const
    expect(() => { checkAcceptBypass({ permissionMode: 'bypassPermissions', environment: docker, accepted: false }) }).not.toThrow()
    expect(() => { checkAcceptBypass({ permissionMode: 'bypassPermissions', environment: { ...docker, kind: 'HOST' }, accepted: false }) }).toThrow(/DOCKER environment/)
  })
})
