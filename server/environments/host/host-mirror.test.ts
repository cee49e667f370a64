import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeRepository } from '../../../e2e/fixtures/make-repository.ts'
import { cloneOnHost } from './host-clone.ts'
import { canLend, mirrorFolder, retireMirror } from './host-mirror.ts'

const git = (folder: string, ...args: string[]): string => execFileSync('git', ['-C', folder, '-c', 'user.name=T', '-c', 'user.email=t@example.net', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
const packsOf = (folder: string): string[] => readdirSync(join(folder, 'objects', 'pack')).filter((name) => name.endsWith('.pack'))

/** A data directory, a repository, and clones of it. */
function setUp() {
  const dataDir = mkdtempSync(join(tmpdir(), 'claudework-mirror-'))
  const repository = makeRepository({ files: 40 })
  onTestFinished(() => {
    rmSync(dataDir, { recursive: true, force: true })
    repository[Symbol.dispose]()
  })
  const mirror = mirrorFolder(dataDir, repository.url)
  const sessionsFolder = join(dataDir, 'sessions')
  const log: string[] = []
  const clone = async (name: string, options: { repoUrl?: string; partial?: boolean } = {}): Promise<string> => {
    const target = join(sessionsFolder, name, 'work')
    mkdirSync(join(sessionsFolder, name), { recursive: true })
    const { repoUrl = repository.url, partial = false } = options
    const env = { PATH: process.env['PATH'] ?? '', HOME: dataDir }
    await cloneOnHost({ repoUrl, partial, mirror: partial ? null : mirrorFolder(dataDir, repoUrl), branch: null, target, knownHosts: join(dataDir, 'known_hosts'), env, protocols: ['file'], stallSeconds: 5, credential: null, publishedKeys: join(dataDir, 'none'), sshAgent: null }, { onStep: () => undefined, onLog: (line) => log.push(line), signal: new AbortController().signal })
    return target
  }
  /** A commit by somebody else. */
  const commit = (name: string): void => {
    const other = mkdtempSync(join(dataDir, 'other-'))
    git(other, 'clone', '-q', repository.url, '.')
    writeFileSync(join(other, name), `${name}\n`)
    git(other, 'add', '.')
    git(other, 'commit', '-qm', name)
    git(other, 'push', '-q')
  }
  return { dataDir, repository, mirror, sessionsFolder, clone, commit, log }
}

test('the second clone borrows all that the first one fetched, and brings what is new', async () => {
  const { mirror, clone, commit } = setUp()
  const first = await clone('first')
  expect(existsSync(join(first, '.git/objects/info/alternates'))).toBe(false)
  const second = await clone('second')
  expect(readFileSync(join(second, '.git/objects/info/alternates'), 'utf8').trim()).toBe(join(mirror, 'objects'))
  expect(packsOf(join(second, '.git'))).toEqual([])
  commit('news')
  const third = await clone('third')
  expect(packsOf(join(third, '.git'))).toHaveLength(1)
  expect(packsOf(mirror)).toHaveLength(2)
  expect(packsOf(join(await clone('fourth'), '.git'))).toEqual([])
  for (const folder of [first, second, third]) {
    expect(git(folder, 'fsck', '--full', '--strict')).not.toMatch(/missing|broken/)
    expect(git(folder, 'status', '--porcelain')).toBe('')
  }
})

test('many clones at once while it changes leave every one of them whole', async () => {
  const { mirror, clone, commit } = setUp()
  await clone('first')
  for (let round = 0; round < 3; round += 1) {
    commit(`round-${String(round)}`)
    const made = await Promise.all(Array.from({ length: 4 }, (_, index) => clone(`s${String(round)}-${String(index)}`)))
    for (const folder of made) expect(git(folder, 'fsck', '--full')).not.toMatch(/missing|broken/)
  }
  expect(git(mirror, 'fsck', '--full')).not.toMatch(/missing|broken/)
  expect(readdirSync(join(mirror, 'objects', 'pack')).filter((name) => name.startsWith('tmp_'))).toEqual([])
})

test('a mirror that is broken fails no clone', async () => {
  const { mirror, clone, commit, log } = setUp()
  await clone('first')
  commit('news')
  for (const name of packsOf(mirror)) truncateSync(join(mirror, 'objects', 'pack', name), 100)
  const folder = await clone('second')
  expect(git(folder, 'fsck', '--full')).not.toMatch(/missing|broken/)
  expect(existsSync(join(folder, '.git/objects/info/alternates'))).toBe(false)
  expect(canLend(mirror)).toBe(false)
  rmSync(mirror, { recursive: true })
  writeFileSync(mirror, 'not a folder')
  expect(git(await clone('third'), 'status', '--porcelain')).toBe('')
  expect(log.join('\n')).toContain('could not be brought up to date')
})

test('no other repository sees it, and a partial clone neither borrows nor lends', async () => {
  const { dataDir, repository, mirror, clone } = setUp()
  git(join(repository.folder, 'sample.git'), 'config', 'uploadpack.allowFilter', 'true')
  const partial = await clone('partial', { partial: true })
  expect(git(partial, 'config', 'remote.origin.partialclonefilter')).toBe('blob:none')
  expect(canLend(mirror)).toBe(false)
  await clone('first')
  const other = makeRepository({ name: 'other', files: 3 })
  onTestFinished(() => { other[Symbol.dispose]() })
  const elsewhere = await clone('elsewhere', { repoUrl: other.url })
  expect(existsSync(join(elsewhere, '.git/objects/info/alternates'))).toBe(false)
  expect(mirrorFolder(dataDir, `${repository.url}/`)).not.toBe(mirror)
})

test('an old one goes only when no session borrows from it', async () => {
  const { mirror, sessionsFolder, clone } = setUp()
  await clone('first')
  const borrower = await clone('second')
  utimesSync(join(mirror, 'config'), 0, 0)
  await retireMirror(mirror, { sessionsFolder, olderThan: 1_000 })
  expect(git(borrower, 'fsck', '--full')).not.toMatch(/missing|broken/)
  rmSync(join(sessionsFolder, 'second'), { recursive: true })
  await retireMirror(mirror, { sessionsFolder, olderThan: Date.now() + 1_000 })
  expect(canLend(mirror)).toBe(true)
  await retireMirror(mirror, { sessionsFolder, olderThan: 1_000 })
  expect(existsSync(mirror)).toBe(false)
  expect(git(join(sessionsFolder, 'first', 'work'), 'fsck', '--full')).not.toMatch(/missing|broken/)
})
