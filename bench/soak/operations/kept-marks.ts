import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestServer } from '../../../e2e/fixtures/test-server.ts'
import type { Known } from './pool.ts'

/** Marks of sessions that were deleted and that no rescue holds, nor the remote repository: work that was lost. */
export async function lostMarks(server: TestServer, known: readonly Known[], remote: string): Promise<string[]> {
  const rescues = await server.client.rescues.list.query()
  const pushed = new Set(git(remote, 'for-each-ref', '--format=%(refname:lstrip=2)').split('\n'))
  return known.filter(({ marks }) => marks.length > 0).flatMap(({ name, marks }) => {
    const held = new Set(rescues.filter((rescue) => rescue.name === name).flatMap(({ id }) => [...filesIn(join(server.dataDir, 'rescues', `${id}.tar`))]))
    return marks.filter((mark) => !held.has(mark) && !pushed.has(mark)).map((mark) => `${mark} of ${name}`)
  })
}

/** Names at the top of a rescued tree: changed and untracked files as they lie in the archive, the rest as its commit has them. */
function filesIn(archive: string): Set<string> {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-marks-'))
  try {
    execFileSync('tar', ['-xf', archive, '-C', folder])
    const repository = join(folder, 'work', '.git')
    const committed = existsSync(repository) ? git(repository, 'ls-tree', '--name-only', 'HEAD').split('\n') : []
    const loose = execFileSync('ls', ['-A', join(folder, 'work')], { encoding: 'utf8' }).split('\n')
    return new Set([...committed, ...loose])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function git(repository: string, ...argv: string[]): string {
  return execFileSync('git', ['--git-dir', repository, '-c', 'safe.directory=*', ...argv], { encoding: 'utf8' })
}
