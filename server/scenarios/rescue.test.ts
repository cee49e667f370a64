// Deleting keeps the work: rescues of HOST sessions, in by the API's front door.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { environmentOf, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startHostServer, type HostServer } from '../testing/host-server.ts'

let test: HostServer
beforeAll(async () => { test = await startHostServer({ CLAUDEWORK_RESCUE_MAX_MIB: '2' }) })
afterAll(async () => { await test[Symbol.asyncDispose]() })

const workOf = (id: string): string => join(test.dataDir, 'sessions', id, 'work')
const git = (id: string, ...args: string[]): string => execFileSync('git', ['-C', workOf(id), '-c', 'user.name=A', '-c', 'user.email=a@example.net', ...args], { encoding: 'utf8' })
const archives = (): string[] => (existsSync(join(test.dataDir, 'rescues')) ? readdirSync(join(test.dataDir, 'rescues')) : [])

const newSession = async (name: string): Promise<string> => (await test.running(name)).id

it('I6 a deleted session comes back from its rescue, byte for byte, and its archive can be downloaded once', async () => {
  const id = await newSession('Precious')
  const work = workOf(id)
  writeFileSync(join(work, 'README.md'), '# stashed\n')
  git(id, 'stash')
  writeFileSync(join(work, '日本語.txt'), 'committed\n')
  git(id, 'commit', '-qam', 'mine')
  writeFileSync(join(work, 'new\nline.txt'), 'new\n')
  symlinkSync('README.md', join(work, 'link'))
  mkdirSync(join(work, 'empty'))
  const before = { status: git(id, 'status', '--porcelain', '--branch'), log: git(id, 'log', '-p'), stash: git(id, 'stash', 'show', '-p') }
  const index = readFileSync(join(work, '.git/index'))

  const { rescueId } = await test.client.sessions.remove.mutate({ id })
  expect(existsSync(work)).toBe(false)
  const [rescue] = await test.client.rescues.list.query()
  expect(rescue).toMatchObject({ id: rescueId, sessionId: id, name: 'Precious', repoUrl: test.repoUrl, branch: 'main', environmentId: test.hostId, summary: { git: 'folder', status: { unpushed: 1, stashed: 1, untracked: 2 } } })
  expect(Date.parse(rescue?.expiresAt ?? '') - Date.parse(rescue?.createdAt ?? '')).toBe(30 * 24 * 3_600_000)

  const { url } = await test.client.rescues.download.mutate({ id: rescueId ?? '' })
  expect((await fetch(`${test.url}${url}`, { method: 'HEAD' })).status).toBe(404)
  const answer = await fetch(`${test.url}${url}`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; .*Precious%20\d{4}-\d\d-\d\d\.tar$/)
  expect((await answer.bytes()).length).toBe(rescue?.bytes)
  expect((await fetch(`${test.url}${url}`)).status).toBe(404)

  await test.restart()
  const restored = await test.client.rescues.restore.mutate({ id: rescueId ?? '' })
  expect(restored).toMatchObject({ status: 'creating', name: 'Precious', branch: 'main', agent: 'shell', environmentId: test.hostId })
  await sessionWhen(test.client, restored.id, ({ status }) => status === 'running')
  expect(readFileSync(join(workOf(restored.id), '.git/index')).equals(index)).toBe(true)
  expect({ status: git(restored.id, 'status', '--porcelain', '--branch'), log: git(restored.id, 'log', '-p'), stash: git(restored.id, 'stash', 'show', '-p') }).toEqual(before)
  expect(readdirSync(join(workOf(restored.id), 'empty'))).toEqual([])
  expect(await test.client.sessions.gitWarnings.query({ id: restored.id })).toMatchObject({ state: 'dirty', unpushed: 1, stashed: 1, untracked: 2 })

  await test.client.rescues.remove.mutate({ id: rescueId ?? '' })
  expect(archives()).toEqual([])
  await expect(test.client.rescues.restore.mutate({ id: rescueId ?? '' })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } })
})

it('I6 a rescue that fails stops the deletion, until the session\'s name is said', async () => {
  const id = await newSession('Too large')
  writeFileSync(join(workOf(id), 'large'), Buffer.alloc(3 * 1024 * 1024, 'x'))
  const refused = { data: { code: 'PRECONDITION_FAILED' }, message: expect.stringContaining('more than the 2 MiB that a rescue may have') as string }
  await expect(test.client.sessions.remove.mutate({ id })).rejects.toMatchObject(refused)
  await expect(test.client.sessions.remove.mutate({ id, confirmName: 'too large' })).rejects.toMatchObject(refused)
  expect(await test.client.sessions.get.query({ id })).toMatchObject({ status: 'stopped', statusReason: expect.stringContaining('It was not deleted') as string, rescueProgress: null })
  expect(existsSync(join(workOf(id), 'large'))).toBe(true)
  expect(archives()).toEqual([])
  expect(await test.client.sessions.start.mutate({ id })).toMatchObject({ status: 'running', statusReason: null })
  expect(await test.client.sessions.remove.mutate({ id, confirmName: 'Too large' })).toEqual({ rescueId: null })
  expect(existsSync(workOf(id))).toBe(false)
})

it('a session without a work tree is deleted without a rescue', async () => {
  const id = await newSession('No tree')
  rmSync(workOf(id), { recursive: true })
  expect(await test.client.sessions.remove.mutate({ id })).toEqual({ rescueId: null })
  const failed = await test.client.sessions.create.mutate({ name: 'Never made', repoUrl: `${test.repoUrl}.nowhere`, agent: 'shell', environmentId: test.hostId })
  await sessionWhen(test.client, failed.id, ({ status }) => status === 'error')
  expect(await test.client.sessions.remove.mutate({ id: failed.id })).toEqual({ rescueId: null })
})

it('a rescue is found again where the database was lost, and what a crash left in the middle is cleared away', async () => {
  const id = await newSession('Found again')
  const { rescueId } = await test.client.sessions.remove.mutate({ id })
  const folder = join(test.dataDir, 'rescues')
  const broken = 'f'.repeat(32)
  writeFileSync(join(folder, `${broken}.partial`), 'half')
  writeFileSync(join(folder, `${broken}.tar`), 'whole, but never compared')
  await test.client.close()
  await test.server.close()
  for (const name of readdirSync(test.dataDir).filter((entry) => entry.startsWith('claudework.db'))) rmSync(join(test.dataDir, name))
  await test.restart()
  await expect.poll(() => test.client.rescues.list.query()).toMatchObject([{ id: rescueId, name: 'Found again' }])
  await expect.poll(() => readdirSync(folder).filter((name) => name.startsWith(broken))).toEqual([])
  const environmentId = await environmentOf(test.client, 'HOST')
  const restored = await test.client.rescues.restore.mutate({ id: rescueId ?? '' })
  await sessionWhen(test.client, restored.id, ({ status }) => status === 'running')
  rmSync(join(folder, `${String(rescueId)}.tar`))
  const gone = await test.client.rescues.restore.mutate({ id: rescueId ?? '', environmentId })
  expect(await sessionWhen(test.client, gone.id, ({ status }) => status === 'error')).toMatchObject({ statusReason: 'The file of this rescue is gone from the data directory, or was changed there.' })
})
