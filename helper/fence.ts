import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readablePath } from './bytes.ts'
import { HelperFailure } from './failure.ts'
import { git, type GitOptions } from './git.ts'
import { allowedConfig } from './git-config.ts'

/** What git may see of a repository's own folder, as it is. Not its configuration, hooks, attributes or grafts. */
const shown = ['objects', 'refs', 'packed-refs', 'logs', 'reftable', 'shallow']
const longestHead = 4_096
const longestConfig = 1024 * 1024

export type FenceOptions = Omit<GitOptions, 'cwd' | 'env'> & { /** Another folder of objects than the repository's. */ objects?: string }

export type Fence = Disposable & {
  /** The repository's own folder. */
  gitDir: string
  work: string
  git: (args: readonly string[], options?: FenceOptions) => Promise<Buffer>
}

/**
 * A git folder of our own around a repository's objects, refs and index, with a configuration that we wrote. Throws a HelperFailure
 * where `.git` is not what a clone makes.
 */
export async function fenced(work: string, { within = work, gitFolder }: { within?: string; gitFolder?: string } = {}): Promise<Fence> {
  const gitDir = gitFolder ?? gitDirOf(work, within)
  const folder = mkdtempSync(join(tmpdir(), 'claudework-git-'))
  const remove = (): void => { rmSync(folder, { recursive: true, force: true }) }
  try {
    writeFileSync(join(folder, 'HEAD'), regularFile(join(gitDir, 'HEAD'), longestHead), 'latin1')
    for (const name of [...shown, ...readdirSync(gitDir).filter((entry) => entry.startsWith('sharedindex.'))]) {
      if (lstatSync(join(gitDir, name), { throwIfNoEntry: false })) symlinkSync(join(gitDir, name), join(folder, name))
    }
    mkdirSync(join(folder, 'info'))
    for (const name of ['exclude', 'sparse-checkout']) copyIfThere(join(gitDir, 'info', name), join(folder, 'info', name))
    const config = join(gitDir, 'config')
    regularFile(config, longestConfig)
    const listed = await git(['config', '--file', config, '--no-includes', '--list', '-z'], { cwd: folder, env: {} })
    writeFileSync(join(folder, 'config'), allowedConfig(listed.toString('latin1')), 'latin1')
  } catch (error) {
    remove()
    throw error
  }
  const env = { GIT_DIR: folder, GIT_WORK_TREE: work, GIT_INDEX_FILE: join(gitDir, 'index') }
  const run: Fence['git'] = (args, { objects, ...options } = {}) =>
    git([...settings, ...args], { ...options, cwd: work, env: objects === undefined ? env : { ...env, GIT_OBJECT_DIRECTORY: objects } })
  return { gitDir, work, git: run, [Symbol.dispose]: remove }
}

const settings = [
  'core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.untrackedCache=false', 'core.commitGraph=false', 'core.pager=cat', 'core.quotePath=false',
  'submodule.recurse=false', 'protocol.allow=never', 'color.ui=false', 'diff.external=', 'gc.auto=0', 'maintenance.auto=false',
].flatMap((setting) => ['-c', setting])

/** `.git` as a folder; of a submodule also as a file that names one, inside the same tree. */
function gitDirOf(work: string, within: string): string {
  const path = join(work, '.git')
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat) throw new HelperFailure('There is no .git in the work tree.')
  if (stat.isDirectory()) return path
  if (work === within || !stat.isFile()) throw new HelperFailure('.git is not a folder in this work tree, so git was not asked.')
  const named = /^gitdir: (.+)$/m.exec(regularFile(path, longestHead))?.[1]
  if (named === undefined) throw new HelperFailure('.git of a submodule names no folder.')
  const target = realpathSync(resolve(work, readablePath(named)))
  if (!target.startsWith(`${realpathSync(within)}/`)) throw new HelperFailure('.git of a submodule leads out of the work tree.')
  return target
}

/** In latin1, as everything of a repository. */
function regularFile(path: string, most: number): string {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile() || stat.size > most) throw new HelperFailure(`${path.slice(path.lastIndexOf('/.git'))} is not a file that git could read.`)
  return readFileSync(path, 'latin1')
}

function copyIfThere(from: string, to: string): void {
  const stat = lstatSync(from, { throwIfNoEntry: false })
  if (stat?.isFile() && stat.size <= longestConfig) copyFileSync(from, to)
}
