import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startGitServer } from '../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../e2e/fixtures/make-repository.ts'
import type { Disk } from '../disk.ts'
import { watchRoom } from './clone-room.ts'
import { cloneOnHost } from './host/host-clone.ts'

const total = 100 * 1024 ** 3

/** A disk that is looked at so often, and the way to know how often it was. */
function disk(...looks: (number | null)[]): { look: () => Promise<Disk | null>; looked: () => number; seen: Promise<undefined> } {
  const seen = Promise.withResolvers<undefined>()
  let at = 0
  const look = (): Promise<Disk | null> => {
    const free = looks[Math.min(at, looks.length - 1)] ?? null
    at += 1
    if (at >= looks.length) seen.resolve(undefined)
    return Promise.resolve(free === null ? null : { free, total })
  }
  return { look, looked: () => at, seen: seen.promise }
}

describe('A60 a clone that fills the disk', () => {
  test('is ended while there is something left, and what it took is given back', async () => {
    using repository = makeRepository({ name: 'endless', files: 5 })
    await using git = await startGitServer(repository, '127.0.0.1')
    // As one without end: it is never whole.
    git.setMode({ kind: 'stalls', after: 200 })
    const folder = mkdtempSync(join(tmpdir(), 'claudework-room-'))
    onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
    const cloning = cloneOnHost(
      {
        repoUrl: git.url, branch: null, target: join(folder, 'work'), knownHosts: join(folder, 'known'), publishedKeys: join(folder, 'published'),
        env: { PATH: process.env['PATH'] ?? '', HOME: folder }, protocols: ['http'], stallSeconds: 60, credential: null, sshAgent: null,
        disk: disk(total / 2, total / 1_000).look,
      },
      { onStep: () => undefined, onLog: () => undefined, signal: AbortSignal.timeout(30_000) },
    )
    await expect(cloning).rejects.toMatchObject({ kind: 'failed', message: expect.stringMatching(/ended before it filled the disk; make room there/) as unknown })
    expect(readdirSync(folder)).toEqual([])
  })

  test('a large disk keeps a gigabyte, a small one a fiftieth', async () => {
    const nearly = disk(5 * 1024 ** 3, 1.1 * 1024 ** 3, 0.9 * 1024 ** 3)
    using room = watchRoom(nearly.look, 1)
    await nearly.seen
    await expect.poll(() => room.signal.aborted).toBe(true)
    expect(nearly.looked()).toBe(3)
  })

  test('one that was full before, and one that nobody can look at, are left to git', async () => {
    for (const first of [0, null]) {
      const full = disk(first, 0)
      using room = watchRoom(full.look, 1)
      using other = watchRoom(disk(total, total, total, null).look, 1)
      await expect.poll(() => full.looked()).toBe(1)
      expect([room.signal.aborted, other.signal.aborted]).toEqual([false, false])
    }
  })
})
