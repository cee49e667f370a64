import { basename, join } from 'node:path'
import { lstatSync } from 'node:fs'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { bytePath, type BytePath } from '../bytes.ts'
import { HelperFailure } from '../failure.ts'
import { fenced, type Fence } from '../fence.ts'
import type { RescueSummary, WorkTreeStatus } from '../question.ts'
import { statusOf } from '../status.ts'
import { alternatesPath, isBorrower, packBorrowed } from './borrowed.ts'
import { blobHash, readFilePieces } from './git-hash.ts'
import { manifestName, treeFolder, type Manifest } from './manifest.ts'
import { planOf, type Plan } from './plan.ts'
import { endOfArchive, headersOf, padding, type TarEntry } from './tar-format.ts'
import type { Found } from './walk.ts'

export type RescueOptions = {
  work: string
  /** Bytes that an archive may have. */
  most: number
  output: Writable
  onProgress: (done: number, total: number) => void
}

/** Writes an archive of everything in the tree that is nowhere else, the repository with it. */
export async function rescue({ work, most, output, onProgress }: RescueOptions): Promise<void> {
  if (!lstatSync(work, { throwIfNoEntry: false })?.isDirectory()) throw new HelperFailure('There is no work tree any more.')
  const status = await statusOf(work).catch(unlessUnreadable)
  // Where git can make nothing of the repository, nobody knows what of it is needed: all of it is taken.
  using fence = status && await fenced(work)
  using borrowed = fence && await packBorrowed(fence).catch(unlessUnreadable)
  const understood = fence && borrowed ? fence : null
  // As it is, it would refer to objects that may be gone when it is restored.
  if (understood === null && isBorrower(join(work, '.git'))) throw new HelperFailure('The repository borrows objects from another one and git could not read it, so not all of the work could be kept.')
  const plan = await planOf(bytePath(work), understood)
  const files = takenFiles(plan, { fence: understood, packs: borrowed?.packs ?? [], work })
  const total = files.reduce((sum, { found }) => sum + found.size, 0)
  if (total > most) throw new HelperFailure(`The work has ${mebibytes(total)}, more than the ${mebibytes(most)} that a rescue may have; remove what is not needed, or raise CLAUDEWORK_RESCUE_MAX_MIB.`)
  const summary = summaryOf(plan, { understood: understood !== null, status, files: files.length, bytes: total })
  await writeArchive({ output, files, plan, summary, onProgress: (done) => { onProgress(done, total) } })
}

type Taken = {
  found: Found
  /** Where its bytes are. */
  from: BytePath
}

function takenFiles(plan: Plan, { fence, packs, work }: { fence: Fence | null; packs: readonly string[]; work: string }): Taken[] {
  const without = fence && isBorrower(fence.gitDir) ? alternatesPath : null
  const own = plan.taken.filter(({ path }) => path !== without).map((found) => ({ found, from: `${bytePath(work)}/${found.path}` }))
  const packed = packs.map((pack) => {
    const { size, mtimeMs } = lstatSync(pack)
    return { found: { path: `.git/objects/pack/${basename(pack)}`, kind: 'file', mode: 0o444, size, mtime: mtimeMs / 1000, target: '' } as const, from: bytePath(pack) }
  })
  return [...own, ...packed]
}

function summaryOf(plan: Plan, about: { understood: boolean; status: WorkTreeStatus | null; files: number; bytes: number }): RescueSummary {
  const { ignored, ignoredBytes, skipped } = plan
  return { git: about.understood ? 'folder' : 'kept as it is', files: about.files, bytes: about.bytes, status: about.status, ignored, ignoredBytes, skipped }
}

async function writeArchive({ output, files, plan, summary, onProgress }: { output: Writable; files: readonly Taken[]; plan: Plan; summary: RescueSummary; onProgress: (done: number) => void }): Promise<void> {
  const write = async (bytes: Buffer): Promise<void> => { if (!output.write(bytes)) await once(output, 'drain') }
  const manifest: Manifest = { version: 1, algorithm: plan.algorithm, summary, files: [], tracked: plan.tracked }
  let done = 0
  for (const { found, from } of files) {
    await write(headersOf(entryOf(found)))
    if (found.kind !== 'file') continue
    const hash = blobHash(plan.algorithm, found.size)
    for (const bytes of readFilePieces(from, found.size)) {
      hash.update(bytes)
      await write(bytes)
      done += bytes.length
      onProgress(done)
    }
    await write(padding(found.size))
    manifest.files.push({ path: found.path, hash: hash.digest('hex') })
  }
  const told = Buffer.from(JSON.stringify(manifest))
  await write(headersOf({ type: 'file', path: manifestName, target: '', mode: 0o644, size: told.length, mtime: 0 }))
  await write(Buffer.concat([told, padding(told.length), endOfArchive]))
}

function entryOf({ path, kind, mode, size, mtime, target }: Found): TarEntry {
  return { type: kind === 'other' ? 'file' : kind, path: `${treeFolder}/${path}`, target, mode, size, mtime }
}

function unlessUnreadable(error: unknown): null {
  if (error instanceof HelperFailure) return null
  throw error
}

function mebibytes(bytes: number): string {
  return `${String(Math.ceil(bytes / 1024 ** 2))} MiB`
}
