import type { BytePath } from '../bytes.ts'
import type { Fence } from '../fence.ts'
import { indexEntries, type IndexEntry } from '../index-entries.ts'
import type { RescueSummary } from '../question.ts'
import { zeroSeparated } from '../zero-separated.ts'
import { hashOfBytes, hashOfFile, type Algorithm } from './git-hash.ts'
import type { Manifest } from './manifest.ts'
import { walk, type Found } from './walk.ts'

export type Plan = {
  algorithm: Algorithm
  /** Goes into the archive, in this order. */
  taken: Found[]
  tracked: Manifest['tracked']
  ignored: RescueSummary['ignored']
  ignoredBytes: number
  skipped: number
}

/** Ignored files of this size still come along (a .env, a key), together at most `smallTogether`. Ignored folders never do. */
const small = 256 * 1024
const smallTogether = 16 * 1024 * 1024
const mostListed = 500

const linkMode = '120000'
const modes = new Set(['100644', '100755', linkMode])

/** What a rescue takes. Git's opinion of what has changed is not asked: whatever the repository does not hold byte for byte is taken. */
export async function planOf(work: BytePath, fence: Fence | null): Promise<Plan> {
  const repository = fence && await repositoryOf(fence)
  const plan: Plan = { algorithm: repository?.algorithm ?? 'sha1', taken: [], tracked: [], ignored: [], ignoredBytes: 0, skipped: 0 }
  let kept = 0
  const isIgnoredFolder = (path: BytePath): boolean => repository?.ignored.has(`${path}/`) ?? false
  for (const found of walk(work, (path) => !isIgnoredFolder(path))) {
    const { path, kind, size } = found
    if (kind === 'other') plan.skipped += 1
    else if (kind === 'folder') {
      if (isIgnoredFolder(path)) leaveOut(plan, path, measured(work, path))
      else plan.taken.push(found)
    } else if (isInside(path)) plan.taken.push(found)
    else if (repository?.ignored.has(path)) {
      if (size <= small && kept + size <= smallTogether) {
        kept += size
        plan.taken.push(found)
      } else leaveOut(plan, path, { bytes: size, files: 1 })
    } else {
      const entry = repository?.tracked.get(path)
      if (entry && isAsCommitted(work, { found, entry, algorithm: plan.algorithm })) plan.tracked.push({ path, link: entry.mode === linkMode, mode: found.mode, size: found.kind === 'link' ? found.target.length : size, oid: entry.oid, mtime: found.mtime })
      else plan.taken.push(found)
    }
  }
  return plan
}

/** In the repository's own folder, which is taken whole. */
function isInside(path: BytePath): boolean {
  return path.startsWith('.git/')
}

type Repository = { algorithm: Algorithm; tracked: Map<BytePath, IndexEntry>; ignored: Set<BytePath> }

async function repositoryOf(fence: Fence): Promise<Repository> {
  const entries = (await indexEntries(fence)).filter(({ stage, mode }) => stage === 0 && modes.has(mode))
  const there = await presentObjects(fence, entries)
  return {
    algorithm: entries[0]?.oid.length === 64 ? 'sha256' : 'sha1',
    tracked: new Map(entries.filter(({ oid }) => there.has(oid)).map((entry) => [entry.path, entry])),
    ignored: await ignoredPaths(fence),
  }
}

/** A partial clone need not have what its index names. */
async function presentObjects(fence: Fence, entries: readonly IndexEntry[]): Promise<Set<string>> {
  const oids = [...new Set(entries.map(({ oid }) => oid))]
  if (oids.length === 0) return new Set()
  const found = await fence.git(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input: Buffer.from(`${oids.join('\n')}\n`) })
  return new Set(found.toString('latin1').split('\n').flatMap((line) => (line.endsWith(' blob') ? [line.slice(0, -' blob'.length)] : [])))
}

async function ignoredPaths(fence: Fence): Promise<Set<BytePath>> {
  const paths = new Set<BytePath>()
  const items = zeroSeparated((path) => { paths.add(path) })
  await fence.git(['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'], { onOutput: (bytes) => (items.push(bytes), true) })
  items.end()
  return paths
}

function isAsCommitted(work: BytePath, { found, entry, algorithm }: { found: Found; entry: IndexEntry; algorithm: Algorithm }): boolean {
  if (found.kind === 'link') return entry.mode === linkMode && hashOfBytes(algorithm, Buffer.from(found.target, 'latin1')) === entry.oid
  return entry.mode !== linkMode && hashOfFile(algorithm, `${work}/${found.path}`, found.size) === entry.oid
}

function measured(work: BytePath, folder: BytePath): { bytes: number; files: number } {
  let bytes = 0
  let files = 0
  for (const { kind, size } of walk(`${work}/${folder}`, () => true)) {
    if (kind !== 'file') continue
    bytes += size
    files += 1
  }
  return { bytes, files }
}

function leaveOut(plan: Plan, path: BytePath, { bytes, files }: { bytes: number; files: number }): void {
  plan.ignoredBytes += bytes
  if (plan.ignored.length < mostListed) plan.ignored.push({ path: Buffer.from(path, 'latin1').toString('utf8'), bytes, files })
}
