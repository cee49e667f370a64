import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diffOf } from './diff.ts'
import { statusOf } from './status.ts'
import { poison } from './testing/poison.ts'
import { clonedRepository } from './testing/repository.ts'

const limits = { files: 100, patchBytes: 100_000 }

test('a fresh clone holds nothing that is not elsewhere', async () => {
  using trial = clonedRepository()
  expect(await statusOf(trial.work)).toMatchObject({ branch: 'main', upstream: 'origin/main', uncommitted: 0, untracked: 0, unpushed: 0, stashed: 0, submodules: 0 })
})

test('counts what was changed, added, committed and stashed, on every branch', async () => {
  using trial = clonedRepository()
  const { git, write } = trial
  for (const text of ['s1', 's2']) {
    write('a.txt', text)
    git('stash')
  }
  git('switch', '-qc', 'side')
  write('side.txt', 'side')
  git('add', '-A')
  git('commit', '-qm', 'side')
  git('switch', '-q', 'main')
  write('b.txt', 'changed')
  write('staged.txt', 'staged')
  git('add', 'staged.txt')
  write('日本語/new\nline.txt', 'x')
  write('ignored/x', 'x')
  expect(await statusOf(trial.work)).toMatchObject({ branch: 'main', uncommitted: 2, untracked: 1, unpushed: 1, stashed: 2 })
  git('switch', '-q', '--detach', 'side')
  git('branch', '-qD', 'side')
  expect(await statusOf(trial.work)).toMatchObject({ branch: null, upstream: null, unpushed: 1 })
})

test('a branch and a submodule of any name are known by it', async () => {
  using trial = clonedRepository()
  trial.git('switch', '-qc', 'feat/日本-é')
  expect(await statusOf(trial.work)).toMatchObject({ branch: 'feat/日本-é', uncommitted: 0, untracked: 0, unpushed: 0 })
  trial.write('a.txt', 'changed')
  expect(await diffOf(trial.work, { path: null, limits })).toMatchObject({ files: [{ path: 'a.txt', change: 'modified' }] })
  trial.git('commit', '-qam', 'changed')
  expect(await statusOf(trial.work)).toMatchObject({ uncommitted: 0, unpushed: 1 })
  trial.git('submodule', '--quiet', 'add', join(trial.folder, 'origin'), '子')
  trial.git('commit', '-qm', 'a submodule')
  writeFileSync(join(trial.work, '子/new'), 'x')
  expect(await statusOf(trial.work)).toMatchObject({ submodules: 1 })
})

test('a branch without an upstream, and a repository without a commit', async () => {
  using trial = clonedRepository()
  trial.git('switch', '-qc', 'alone')
  expect(await statusOf(trial.work)).toMatchObject({ branch: 'alone', upstream: null, unpushed: 0 })
  const empty = join(trial.folder, 'empty')
  trial.gitIn(trial.folder, 'init', '-q', '-b', 'main', empty)
  writeFileSync(join(empty, 'x'), 'x')
  expect(await statusOf(empty)).toMatchObject({ head: null, untracked: 1, unpushed: 0 })
  expect(await diffOf(empty, { path: 'x', limits })).toMatchObject({ base: null, files: [{ path: 'x', change: 'untracked' }], patch: { cut: false } })
})

test('work in a submodule counts, and a submodule that leads out of the tree is an error', async () => {
  using trial = clonedRepository()
  trial.git('submodule', '--quiet', 'add', join(trial.folder, 'origin'), 'sub')
  trial.git('commit', '-qm', 'a submodule')
  expect(await statusOf(trial.work)).toMatchObject({ uncommitted: 0, submodules: 0 })
  writeFileSync(join(trial.work, 'sub/new'), 'x')
  expect(await statusOf(trial.work)).toMatchObject({ submodules: 1 })
  writeFileSync(join(trial.work, 'sub/.git'), `gitdir: ${join(trial.folder, 'origin/.git')}\n`)
  await expect(statusOf(trial.work)).rejects.toThrow('leads out of the work tree')
})

test('A58 a poisoned repository: nothing of it runs, and the answers are right', async () => {
  using trial = clonedRepository()
  const markers = join(trial.folder, 'markers')
  trial.git('submodule', '--quiet', 'add', join(trial.folder, 'origin'), 'sub')
  trial.git('commit', '-qm', 'a submodule')
  trial.write('a.txt', 'one\nTWO\nthree\nfour\n')
  poison(trial, markers)
  poison({ ...trial, work: join(trial.work, 'sub'), git: (...args) => trial.gitIn(join(trial.work, 'sub'), ...args), write: (path, content) => { trial.write(`sub/${path}`, content) } }, markers)
  expect(await statusOf(trial.work)).toMatchObject({ branch: 'main', upstream: 'origin/main', uncommitted: 1, untracked: 1, unpushed: 1, submodules: 1 })
  const diff = await diffOf(trial.work, { path: 'a.txt', limits })
  expect(diff.files).toEqual([{ path: 'a.txt', oldPath: null, change: 'modified', added: 1, removed: 1 }, { path: '.gitattributes', oldPath: null, change: 'untracked', added: null, removed: null }])
  expect(diff.patch?.text).toContain('-two\n+TWO\n')
  expect(readdirSync(markers)).toEqual([])
  // The poison is real: git itself takes it.
  expect(() => trial.git('status')).toSatisfy((run: () => unknown) => { try { run() } catch { /* a filter that fails fails git */ } return existsSync(join(markers, 'fsmonitor')) })
})

test('a .git that is no folder of git\'s is not asked', async () => {
  using trial = clonedRepository()
  const git = join(trial.work, '.git')
  renameSync(git, join(trial.folder, 'elsewhere'))
  await expect(statusOf(trial.work)).rejects.toThrow('no .git')
  symlinkSync(join(trial.folder, 'elsewhere'), git)
  await expect(statusOf(trial.work)).rejects.toThrow('.git is not a folder')
  renameSync(git, join(trial.folder, 'link'))
  mkdirSync(git)
  await expect(statusOf(trial.work)).rejects.toThrow('HEAD is not a file that git could read')
})

test('a diff says what was renamed, deleted and made, cuts what is long, and knows only files that differ', async () => {
  using trial = clonedRepository()
  trial.git('mv', 'b.txt', 'c.txt')
  trial.git('rm', '-q', 'README.md')
  trial.write('bytes', new Uint8Array([0, 1, 2, 255]))
  trial.git('add', 'bytes')
  trial.write('new.txt', 'a long line of text\n'.repeat(1_000))
  const diff = await diffOf(trial.work, { path: 'new.txt', limits: { ...limits, patchBytes: 1_000 } })
  expect(diff.files).toEqual([
    { path: 'README.md', oldPath: null, change: 'deleted', added: 0, removed: 1 },
    { path: 'bytes', oldPath: null, change: 'added', added: null, removed: null },
    { path: 'c.txt', oldPath: 'b.txt', change: 'renamed', added: 0, removed: 0 },
    { path: 'new.txt', oldPath: null, change: 'untracked', added: null, removed: null },
  ])
  expect(diff.patch?.cut).toBe(true)
  expect(diff.patch?.text.length).toBeLessThan(1_000)
  expect((await diffOf(trial.work, { path: 'c.txt', limits })).patch?.text).toContain('rename from b.txt')
  expect((await diffOf(trial.work, { path: '.gitignore', limits })).patch).toBeNull()
  expect(await diffOf(trial.work, { path: null, limits: { ...limits, files: 2 } })).toMatchObject({ more: true, patch: null, files: [{}, {}] })
})

test('A65 a link is shown as a link, never as what it leads to', async () => {
  using trial = clonedRepository()
  const secret = join(trial.folder, 'secret')
  writeFileSync(secret, 'the content of somebody else\n')
  symlinkSync(secret, join(trial.work, 'new-link'))
  renameSync(join(trial.work, 'b.txt'), join(trial.folder, 'moved'))
  symlinkSync(secret, join(trial.work, 'b.txt'))
  symlinkSync(trial.folder, join(trial.work, 'folder'))
  for (const path of ['new-link', 'b.txt', 'folder']) {
    const { patch } = await diffOf(trial.work, { path, limits })
    expect(patch?.text).toContain(`+${path === 'folder' ? trial.folder : secret}`)
    expect(patch?.text).not.toContain('somebody else')
  }
  await expect(diffOf(trial.work, { path: 'folder/secret', limits })).resolves.toMatchObject({ patch: null })
})
