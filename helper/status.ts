import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { readablePath } from './bytes.ts'
import { fenced, type Fence } from './fence.ts'
import { indexEntries, submoduleMode } from './index-entries.ts'
import type { WorkTreeStatus } from './question.ts'
import { zeroSeparated } from './zero-separated.ts'

const deepest = 4
const mostSubmodules = 200

/** What would be gone with the tree, counted. */
export async function statusOf(work: string): Promise<WorkTreeStatus> {
  using fence = await fenced(work)
  return await statusIn(fence, { within: work, depth: 0 })
}

async function statusIn(fence: Fence, where: { within: string; depth: number }): Promise<WorkTreeStatus> {
  const files = await filesIn(fence)
  return {
    ...files,
    unpushed: await unpushedIn(fence, files.head),
    stashed: await stashedIn(fence),
    submodules: where.depth < deepest ? await submodulesIn(fence, where) : 0,
  }
}

async function filesIn(fence: Fence): Promise<Pick<WorkTreeStatus, 'branch' | 'head' | 'upstream' | 'uncommitted' | 'untracked'>> {
  const status = { branch: null as string | null, head: null as string | null, upstream: null as string | null, uncommitted: 0, untracked: 0 }
  const items = zeroSeparated((item) => {
    const value = (name: string): string | null => (item.startsWith(`# ${name} `) ? readablePath(item.slice(name.length + 3)) : null)
    if (item.startsWith('#')) {
      const head = value('branch.head')
      if (head !== null && head !== '(detached)') status.branch = head
      const oid = value('branch.oid')
      if (oid !== null && oid !== '(initial)') status.head = oid
      status.upstream ??= value('branch.upstream')
    } else if (item.startsWith('? ')) status.untracked += 1
    else status.uncommitted += 1
  })
  // The work inside submodules is counted by itself: here git would read their configuration.
  const args = ['status', '--porcelain=v2', '--branch', '-z', '--no-renames', '--untracked-files=all', '--ignore-submodules=dirty']
  await fence.git(args, { onOutput: (bytes) => (items.push(bytes), true) })
  items.end()
  return status
}

async function unpushedIn(fence: Fence, head: string | null): Promise<number> {
  const counted = await fence.git(['rev-list', '--count', '--branches', ...(head === null ? [] : [head]), '--not', '--remotes'])
  return Number(counted.toString('utf8').trim())
}

async function stashedIn(fence: Fence): Promise<number> {
  const stash = await fence.git(['rev-parse', '--verify', '--quiet', 'refs/stash'], { codes: [0, 1] })
  if (stash.length === 0) return 0
  const listed = await fence.git(['log', '--walk-reflogs', '--format=%H', 'refs/stash', '--'])
  return Math.max(1, listed.toString('utf8').split('\n').filter(Boolean).length)
}

/** Submodules are repositories of their own, looked at behind a fence of their own. */
async function submodulesIn(fence: Fence, { within, depth }: { within: string; depth: number }): Promise<number> {
  const paths = new Set((await indexEntries(fence)).filter(({ mode }) => mode === submoduleMode).map(({ path }) => readablePath(path)))
  let holding = 0
  for (const path of [...paths].slice(0, mostSubmodules)) {
    const work = join(fence.work, path)
    if (!lstatSync(join(work, '.git'), { throwIfNoEntry: false })) continue
    using inner = await fenced(work, { within })
    const { uncommitted, untracked, unpushed, stashed, submodules } = await statusIn(inner, { within, depth: depth + 1 })
    if (uncommitted + untracked + unpushed + stashed + submodules > 0) holding += 1
  }
  return holding
}
