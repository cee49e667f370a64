import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeRepository } from '../../../e2e/fixtures/make-repository.ts'
import { cloneOnHost } from './host-clone.ts'

test('A55 a clone fetches no submodule, whatever the person\'s own git is set to', async () => {
  using inner = makeRepository({ name: 'inner', files: 2 })
  using outer = makeRepository({ name: 'outer', files: 2 })
  const home = mkdtempSync(join(tmpdir(), 'claudework-clone-'))
  onTestFinished(() => { rmSync(home, { recursive: true, force: true }) })
  writeFileSync(join(home, '.gitconfig'), '[submodule]\n\trecurse = true\n[protocol "file"]\n\tallow = always\n[user]\n\tname = A\n\temail = a@example.net\n')
  const env = { PATH: process.env['PATH'] ?? '', HOME: home }
  const git = (...argv: string[]): void => { execFileSync('git', argv, { env: { ...process.env, ...env }, stdio: 'ignore' }) }
  const bare = (folder: string, name: string): string => `file://${join(folder, `${name}.git`)}`
  const work = join(home, 'work')
  git('clone', bare(outer.folder, 'outer'), work)
  git('-C', work, 'submodule', 'add', bare(inner.folder, 'inner'), 'sub')
  git('-C', work, 'commit', '-qm', 'a submodule')
  git('-C', work, 'push', '-q', 'origin', 'HEAD')

  const target = join(home, 'clone')
  await cloneOnHost(
    { repoUrl: bare(outer.folder, 'outer'), branch: null, target, knownHosts: join(home, 'known'), publishedKeys: join(home, 'published'), env, protocols: ['file'], stallSeconds: 20, credential: null, sshAgent: null },
    { onStep: () => undefined, onLog: () => undefined, signal: AbortSignal.timeout(15_000) },
  )
  expect(readFileSync(join(target, '.gitmodules'), 'utf8')).toContain('sub')
  expect(readdirSync(join(target, 'sub'))).toEqual([])
  expect(existsSync(join(target, '.git/modules'))).toBe(false)
})
