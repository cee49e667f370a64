import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder for one test, with git that reads nobody's configuration. */
export type Trial = Disposable & {
  folder: string
  /** The clone. */
  work: string
  git: (...args: string[]) => string
  gitIn: (cwd: string, ...args: string[]) => string
  write: (path: string, content: string | Uint8Array) => void
}

/** `work` is a clone of a repository with a few commits, on branch `main`. */
export function clonedRepository(): Trial {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-work-'))
  const origin = join(folder, 'origin')
  const work = join(folder, 'work')
  const gitIn = (cwd: string, ...args: string[]): string =>
    execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
      cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C.UTF-8',
        GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.net', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.net',
      },
    })
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(work, path)), { recursive: true })
    writeFileSync(join(work, path), content)
  }
  mkdirSync(origin)
  gitIn(origin, 'init', '-q', '-b', 'main')
  writeFileSync(join(origin, 'README.md'), '# Sample\n')
  writeFileSync(join(origin, 'a.txt'), 'one\ntwo\nthree\n')
  writeFileSync(join(origin, 'b.txt'), Array.from({ length: 40 }, (_, index) => `line ${String(index)}`).join('\n'))
  writeFileSync(join(origin, '.gitignore'), 'ignored/\n*.log\n.env\n')
  gitIn(origin, 'add', '-A')
  gitIn(origin, 'commit', '-qm', 'first')
  writeFileSync(join(origin, 'a.txt'), 'one\ntwo\nthree\nfour\n')
  gitIn(origin, 'commit', '-qam', 'second')
  gitIn(folder, 'clone', '-q', origin, work)
  return { folder, work, gitIn, git: (...args) => gitIn(work, ...args), write, [Symbol.dispose]: () => { rmSync(folder, { recursive: true, force: true }) } }
}
