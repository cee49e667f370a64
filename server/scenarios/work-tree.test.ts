// What a session's work tree holds, asked by the API's front door: HOST and legacy sessions, running and stopped.
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startHostServer, type HostServer } from '../testing/host-server.ts'

let test: HostServer
beforeAll(async () => { test = await startHostServer() })
afterAll(async () => { await test[Symbol.asyncDispose]() })

const workOf = (id: string): string => join(test.dataDir, 'sessions', id, 'work')

it('says what a HOST session holds, running and stopped, and shows it in the session', async () => {
  const { id } = await test.running('Work')
  expect(await test.client.sessions.gitWarnings.query({ id })).toMatchObject({ state: 'clean', reason: null, uncommitted: 0, untracked: 0, unpushed: 0, stashed: 0, branch: 'main', detached: false, noUpstream: false })
  writeFileSync(join(workOf(id), 'README.md'), '# changed\n')
  writeFileSync(join(workOf(id), '日本語 new.txt'), 'x\n')
  await test.client.sessions.stop.mutate({ id })
  const dirty = await test.client.sessions.diff.query({ id })
  expect(dirty).toMatchObject({ state: 'known', more: false, patch: null, files: [{ path: 'README.md', change: 'modified', added: 1, removed: 1 }, { path: '日本語 new.txt', change: 'untracked' }] })
  expect((await test.client.sessions.diff.query({ id, path: 'README.md' })).patch).toMatchObject({ cut: false, text: expect.stringContaining('-# small\n+# changed\n') as string })
  await expect(test.client.sessions.diff.query({ id, path: '../../../etc/passwd' })).rejects.toThrow('is as it was committed')
  const changed = sessionWhen(test.client, id, ({ git }) => git?.state === 'dirty')
  expect(await test.client.sessions.gitWarnings.query({ id })).toMatchObject({ state: 'dirty', uncommitted: 1, untracked: 1 })
  expect((await changed).git).toMatchObject({ state: 'dirty', uncommitted: 1, untracked: 1 })
  await test.client.sessions.remove.mutate({ id })
})

it('is unknown, never clean, where git cannot be asked', async () => {
  const { id } = await test.client.sessions.create.mutate({ name: 'Odd', repoUrl: test.repoUrl, agent: 'shell', environmentId: test.hostId })
  expect(await test.client.sessions.gitWarnings.query({ id })).toMatchObject({ state: 'unknown', reason: 'This session has no whole clone yet.', uncommitted: null, checkedAt: null })
  await sessionWhen(test.client, id, ({ status }) => status === 'running')
  renameSync(join(workOf(id), '.git'), join(workOf(id), 'moved'))
  mkdirSync(join(workOf(id), '.git'))
  expect(await test.client.sessions.gitWarnings.query({ id })).toMatchObject({ state: 'unknown', reason: expect.stringContaining('HEAD is not a file') as string })
  expect(await test.client.sessions.diff.query({ id })).toMatchObject({ state: 'unknown', files: [] })
  renameSync(join(workOf(id), '.git'), join(workOf(id), 'empty'))
  renameSync(join(workOf(id), 'moved'), join(workOf(id), '.git'))
  expect(await test.client.sessions.gitWarnings.query({ id })).toMatchObject({ state: 'clean' })
  expect(readdirSync(workOf(id))).not.toContain('moved')
  await test.client.sessions.remove.mutate({ id })
})
