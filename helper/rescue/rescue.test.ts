import { chmodSync, createReadStream, createWriteStream, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { RescueSummary } from '../question.ts'
import { statusOf } from '../status.ts'
import { clonedRepository, type Trial } from '../testing/repository.ts'
import { poison } from '../testing/poison.ts'
import { treeOf } from '../testing/tree.ts'
import { rescue } from './rescue.ts'
import { restore } from './restore.ts'
import { verify } from './verify.ts'

const most = 100 * 1024 * 1024

async function rescued(trial: Trial, work = trial.work): Promise<string> {
  const file = join(trial.folder, 'rescue.tar')
  const output = createWriteStream(file)
  const finished = once(output, 'finish')
  await rescue({ work, most, output, onProgress: () => undefined })
  output.end()
  await finished
  return file
}

async function restored(trial: Trial, file: string): Promise<{ work: string; summary: RescueSummary }> {
  const work = join(trial.folder, 'restored')
  rmSync(work, { recursive: true, force: true })
  const { summary } = await restore({ work, input: createReadStream(file), onProgress: () => undefined })
  return { work, summary }
}

/** Rescued, verified and restored: every path, mode, time and byte, the index, the refs and the objects as they were. */
async function comesBack(trial: Trial): Promise<RescueSummary> {
  const file = await rescued(trial)
  await verify({ work: join(trial.folder, 'verified'), input: createReadStream(file), onProgress: () => undefined })
  const { work, summary } = await restored(trial, file)
  expect(treeOf(work)).toEqual(treeOf(trial.work))
  expect(trial.gitIn(work, 'status', '--porcelain=v2', '--branch')).toBe(trial.git('status', '--porcelain=v2', '--branch'))
  expect(trial.gitIn(work, 'fsck', '--no-dangling')).toBe('')
  return summary
}

test('I6 renames, modes, links, binary files, empty folders and names in Japanese and with newlines', async () => {
  using trial = clonedRepository()
  const { git, write, work } = trial
  git('mv', 'b.txt', 'renamed.txt')
  write('日本語/こんにちは.txt', 'こんにちは')
  write('new\nline', 'x')
  write(`${'long/'.repeat(30)}${'name'.repeat(30)}`, 'long')
  write('-dash', 'x')
  write('bytes', Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256))
  writeFileSync(Buffer.concat([Buffer.from(`${work}/not utf-8 `), Buffer.from([0xff, 0xe3, 0x80])]), 'x')
  git('add', '-A')
  write('a.txt', 'changed after it was staged')
  write('program', '#!/bin/sh\n')
  chmodSync(join(work, 'program'), 0o755)
  write('private', 'x')
  chmodSync(join(work, 'private'), 0o600)
  chmodSync(join(work, 'renamed.txt'), 0o755)
  symlinkSync('a.txt', join(work, 'link'))
  symlinkSync(`/nowhere/${'far/'.repeat(40)}`, join(work, 'dangling'))
  mkdirSync(join(work, 'empty/inner'), { recursive: true })
  mkdirSync(join(work, 'locked'))
  write('locked/file', 'x')
  chmodSync(join(work, 'locked'), 0o555)
  utimesSync(join(work, 'private'), 1_000_000_000, 1_000_000_000)
  rmSync(join(work, 'README.md'))
  const summary = await comesBack(trial)
  chmodSync(join(work, 'locked'), 0o755)
  chmodSync(join(trial.folder, 'restored/locked'), 0o755)
  expect(summary).toMatchObject({ git: 'folder', ignored: [], skipped: 0, status: { branch: 'main' } })
})

test('I6 several stashes, branches, a detached HEAD and a conflict in progress', async () => {
  using trial = clonedRepository()
  const { git, write } = trial
  for (const text of ['s1', 's2', 's3']) {
    write('a.txt', text)
    git('stash')
  }
  git('switch', '-qc', 'side')
  write('a.txt', 'side\n')
  git('commit', '-qam', 'side')
  git('switch', '-q', '--detach', 'main')
  write('a.txt', 'main\n')
  git('commit', '-qam', 'main')
  expect(() => git('merge', 'side')).toThrow()
  git('tag', 'mine')
  await comesBack(trial)
  expect(await statusOf(join(trial.folder, 'restored'))).toMatchObject({ branch: null, stashed: 3, unpushed: 2, uncommitted: 1 })
  expect(trial.gitIn(join(trial.folder, 'restored'), 'stash', 'list')).toBe(git('stash', 'list'))
})

test('I6 submodules and repositories inside the tree', async () => {
  using trial = clonedRepository()
  trial.git('submodule', '--quiet', 'add', join(trial.folder, 'origin'), 'sub')
  trial.git('commit', '-qm', 'a submodule')
  trial.write('sub/new', 'x')
  trial.gitIn(trial.work, 'clone', '-q', join(trial.folder, 'origin'), 'inner')
  trial.write('inner/a.txt', 'changed')
  await comesBack(trial)
  expect(trial.gitIn(join(trial.folder, 'restored/inner'), 'status', '--short')).toBe(' M a.txt\n')
  expect(trial.gitIn(join(trial.folder, 'restored/sub'), 'status', '--short')).toBe('?? new\n')
})

test('I6 a shallow clone, and one without blobs', async () => {
  using trial = clonedRepository()
  trial.gitIn(join(trial.folder, 'origin'), 'config', 'uploadpack.allowFilter', 'true')
  for (const [name, option] of [['shallow', '--depth=1'], ['partial', '--filter=blob:none']] as const) {
    const work = join(trial.folder, name)
    trial.gitIn(trial.folder, 'clone', '-q', option, `file://${join(trial.folder, 'origin')}`, work)
    writeFileSync(join(work, 'a.txt'), name)
    const back = await restored(trial, await rescued(trial, work))
    expect(treeOf(back.work)).toEqual(treeOf(work))
    expect(back.summary).toMatchObject({ git: 'folder', status: { uncommitted: 1, unpushed: 0 } })
    expect(trial.gitIn(back.work, 'status', '--short')).toBe(' M a.txt\n')
  }
})

test('I6 borrowed objects come along, so that the lender may go', async () => {
  using trial = clonedRepository()
  const work = join(trial.folder, 'borrower')
  trial.gitIn(trial.folder, 'clone', '-q', '--shared', join(trial.folder, 'origin'), work)
  writeFileSync(join(work, 'a.txt'), 'mine')
  trial.gitIn(work, 'commit', '-qam', 'mine')
  const history = trial.gitIn(work, 'log', '-p', '--all')
  const file = await rescued(trial, work)
  rmSync(join(trial.folder, 'origin'), { recursive: true })
  const back = await restored(trial, file)
  expect(trial.gitIn(back.work, 'log', '-p', '--all')).toBe(history)
  expect(trial.gitIn(back.work, 'fsck', '--no-dangling')).toBe('')
  expect(treeOf(back.work).filter((line) => !line.includes('.git/objects/'))).toEqual(treeOf(work).filter((line) => !line.includes('.git/objects/')))
})

test('what is ignored is listed with its size and left out; a small file of it comes along', async () => {
  using trial = clonedRepository()
  trial.write('.env', 'SECRET=1')
  trial.write('ignored/deep/a', Buffer.alloc(1_000))
  trial.write('ignored/b', Buffer.alloc(500))
  trial.write('big.log', Buffer.alloc(300 * 1024))
  const { work, summary } = await restored(trial, await rescued(trial))
  expect(summary.ignored).toEqual([{ path: 'big.log', bytes: 300 * 1024, files: 1 }, { path: 'ignored', bytes: 1_500, files: 2 }])
  expect(summary.ignoredBytes).toBe(300 * 1024 + 1_500)
  expect(readFileSync(join(work, '.env'), 'utf8')).toBe('SECRET=1')
  expect(readdirSync(work)).not.toContain('ignored')
})

test('A58 a poisoned repository is rescued and restored without running anything of it, its poison with it', async () => {
  using trial = clonedRepository()
  const markers = join(trial.folder, 'markers')
  trial.write('a.txt', 'changed')
  poison(trial, markers)
  const { work } = await restored(trial, await rescued(trial))
  await verify({ work: join(trial.folder, 'verified'), input: createReadStream(join(trial.folder, 'rescue.tar')), onProgress: () => undefined })
  expect(treeOf(work)).toEqual(treeOf(trial.work))
  expect(readdirSync(markers)).toEqual([])
})

test('a repository that git cannot read is taken whole, as it is', async () => {
  using trial = clonedRepository()
  trial.write('ignored/x', 'ignored')
  writeFileSync(join(trial.work, '.git/HEAD'), 'nonsense')
  const { work, summary } = await restored(trial, await rescued(trial))
  expect(summary).toMatchObject({ git: 'kept as it is', status: null })
  expect(treeOf(work)).toEqual(treeOf(trial.work))
})

test('files that git believes unchanged, but are not, are taken all the same', async () => {
  using trial = clonedRepository()
  trial.git('update-index', '--assume-unchanged', 'a.txt')
  trial.git('update-index', '--skip-worktree', 'README.md')
  trial.write('a.txt', 'hidden')
  trial.write('README.md', 'hidden too')
  const { work } = await restored(trial, await rescued(trial))
  expect(treeOf(work)).toEqual(treeOf(trial.work))
})

test('an archive that was cut, changed or leads out of its tree is refused', async () => {
  using trial = clonedRepository()
  trial.write('new', 'precious bytes')
  const file = await rescued(trial)
  const whole = readFileSync(file)
  const work = join(trial.folder, 'restored')
  const attempt = (): Promise<unknown> => verify({ work, input: createReadStream(file), onProgress: () => undefined }).finally(() => { rmSync(work, { recursive: true, force: true }) })
  writeFileSync(file, Buffer.from(whole.toString('latin1').replace('precious bytes', 'precious byteZ'), 'latin1'))
  await expect(attempt()).rejects.toThrow('new is not as it was')
  writeFileSync(file, whole)
  truncateSync(file, whole.length - 2_048)
  await expect(attempt()).rejects.toThrow(/damaged|not whole/)
  const other = join(trial.folder, 'other')
  mkdirSync(join(other, 'work'), { recursive: true })
  symlinkSync('/tmp', join(other, 'work/out'))
  writeFileSync(join(other, 'work/file'), 'x')
  for (const name of ['work/../../escaped', 'work/out/escaped', '/escaped']) {
    execFileSync('tar', ['--format=ustar', '-cPf', file, '-C', other, '--transform', `s,work/file,${name},`, 'work/out', 'work/file'])
    await expect(restore({ work, input: createReadStream(file), onProgress: () => undefined }).finally(() => { rmSync(work, { recursive: true, force: true }) })).rejects.toThrow(/outside its tree|through a link|kind that claudework does not write/)
  }
})

test('the archive is one that tar reads', async () => {
  using trial = clonedRepository()
  trial.write(`${'long/'.repeat(30)}日本語`, 'x')
  const names = execFileSync('tar', ['-tf', await rescued(trial), '--quoting-style=literal'], { encoding: 'utf8' }).split('\n')
  expect(names).toContain(`work/${'long/'.repeat(30)}日本語`)
  expect(names).not.toContain('work/README.md')
  expect(names.at(-2)).toBe('claudework-rescue.json')
})

test('more than a rescue may have is refused before a byte is written', async () => {
  using trial = clonedRepository()
  trial.write('large', Buffer.alloc(200_000))
  const output = createWriteStream('/dev/null')
  await expect(rescue({ work: trial.work, most: 100_000, output, onProgress: () => undefined })).rejects.toThrow('more than the 1 MiB that a rescue may have')
  expect(output.bytesWritten).toBe(0)
  output.end()
})
