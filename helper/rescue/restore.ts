import { chmodSync, closeSync, constants, lstatSync, lutimesSync, mkdirSync, openSync, readdirSync, renameSync, symlinkSync, writeSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { bytePath, bytesOf, type BytePath } from '../bytes.ts'
import { HelperFailure } from '../failure.ts'
import { fenced } from '../fence.ts'
import { blobsOf } from './blobs.ts'
import { blobHash, hashOfBytes, type Algorithm } from './git-hash.ts'
import { manifestName, treeFolder, type Manifest } from './manifest.ts'
import { readTar, type ReadEntry } from './tar-reader.ts'

export type RestoreOptions = {
  work: string
  input: AsyncIterable<Buffer>
  onProgress: (done: number) => void
  /** Writes the repository alone, which git has to read, and compares all else as it passes: no disk makes thousands of files in no time. */
  compareOnly?: boolean
}

/**
 * Makes the tree of a rescue at `work`, which must be empty or not there, and compares every byte of it with what was taken. The
 * repository's folder gets its name last: where `.git` is, the tree is whole. Throws a HelperFailure where something is not as it was.
 */
export async function restore({ work, input, onProgress, compareOnly = false }: RestoreOptions): Promise<Manifest> {
  makeEmpty(work)
  const git = `.git-restored-${randomBytes(6).toString('hex')}`
  const root = bytePath(work)
  const placed = (path: BytePath): BytePath => `${root}/${path === '.git' || path.startsWith('.git/') ? `${git}${path.slice('.git'.length)}` : path}`
  const isWritten = (path: BytePath): boolean => !compareOnly || path === '.git' || path.startsWith('.git/')
  const later: (() => void)[] = []
  const digests = new Map<BytePath, Record<Algorithm, string>>()
  let manifest: Manifest | null = null
  let done = 0
  for await (const entry of readTar(input)) {
    if (entry.path === manifestName) manifest = JSON.parse((await collected(entry)).toString('utf8')) as Manifest
    else if (entry.type === 'file') {
      const path = pathInTree(entry.path)
      digests.set(path, await takeFile(isWritten(path) ? placed(path) : null, entry, (bytes) => onProgress(done += bytes)))
    } else if (isWritten(pathInTree(entry.path))) {
      const to = placed(pathInTree(entry.path))
      if (entry.type === 'link') makeLink(to, entry)
      else later.push(makeFolder(to, entry))
    }
  }
  if (!manifest) throw new HelperFailure('The rescue is not whole: its list of contents is missing.')
  compare(manifest, digests)
  await takeTracked(manifest, { work, git, placed, compareOnly })
  // From the inside out: a folder that may not be written gets its mode when nothing more goes into it.
  for (const finish of later.reverse()) finish()
  if (lstatSync(join(work, git), { throwIfNoEntry: false })) renameSync(join(work, git), join(work, '.git'))
  return manifest
}

function makeEmpty(work: string): void {
  mkdirSync(work, { recursive: true, mode: 0o755 })
  if (readdirSync(work).some((name) => name !== 'lost+found')) throw new HelperFailure('The place for the restored work is not empty.')
}

/** Its own part of an archive's path. Ours never holds another; a changed one leads nowhere. */
function pathInTree(path: BytePath): BytePath {
  const inner = path.startsWith(`${treeFolder}/`) ? path.slice(treeFolder.length + 1) : ''
  if (inner === '' || inner.split('/').some((part) => part === '' || part === '.' || part === '..') || inner.includes('\0')) throw new HelperFailure('The rescue names a file outside its tree; it was changed since it was made.')
  return inner
}

async function collected(entry: ReadEntry): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const bytes of entry.body()) chunks.push(bytes)
  return Buffer.concat(chunks)
}

/** `path` null: compared and not written. */
async function takeFile(path: BytePath | null, entry: ReadEntry, onBytes: (bytes: number) => void): Promise<Record<Algorithm, string>> {
  const hashes = [blobHash('sha1', entry.size), blobHash('sha256', entry.size)]
  const file = path === null ? null : create(path)
  try {
    for await (const bytes of entry.body()) {
      for (const hash of hashes) hash.update(bytes)
      if (file !== null) writeAll(file, bytes)
      onBytes(bytes.length)
    }
  } finally {
    if (file !== null) closeSync(file)
  }
  if (path !== null) finish(path, entry)
  const [sha1, sha256] = hashes.map((hash) => hash.digest('hex'))
  return { sha1: sha1 ?? '', sha256: sha256 ?? '' }
}

/** New, and never through a link. */
function create(path: BytePath): number {
  realFolderAbove(path)
  return openSync(bytesOf(path), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600)
}

function realFolderAbove(path: BytePath): void {
  if (!lstatSync(bytesOf(path.slice(0, path.lastIndexOf('/')))).isDirectory()) throw new HelperFailure('The rescue leads through a link; it was changed since it was made.')
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
}

function finish(path: BytePath, { mode, mtime }: { mode: number; mtime: number }): void {
  chmodSync(bytesOf(path), mode & 0o777)
  lutimesSync(bytesOf(path), mtime, mtime)
}

function makeLink(path: BytePath, { target, mtime }: ReadEntry): void {
  realFolderAbove(path)
  symlinkSync(bytesOf(target), bytesOf(path))
  lutimesSync(bytesOf(path), mtime, mtime)
}

/** Made so that it can be filled; what it returns gives it its mode. */
function makeFolder(path: BytePath, entry: ReadEntry): () => void {
  realFolderAbove(path)
  mkdirSync(bytesOf(path), { mode: 0o700 })
  return () => { finish(path, entry) }
}

function compare({ files, algorithm }: Manifest, digests: ReadonlyMap<BytePath, Record<Algorithm, string>>): void {
  const wrong = files.find(({ path, hash }) => digests.get(path)?.[algorithm] !== hash)
  if (wrong) throw new HelperFailure(`The rescue is damaged: ${bytesOf(wrong.path).toString('utf8')} is not as it was.`)
  if (files.length !== digests.size) throw new HelperFailure('The rescue holds other files than its list of contents says.')
}

/** The files that are as the repository has them: its bytes, without any filter or conversion. */
async function takeTracked({ tracked, algorithm }: Manifest, { work, git, placed, compareOnly }: { work: string; git: string; placed: (path: BytePath) => BytePath; compareOnly: boolean }): Promise<void> {
  if (tracked.length === 0) return
  using fence = await fenced(work, { gitFolder: join(work, git) })
  let at = 0
  for await (const content of blobsOf(fence, tracked)) {
    const entry = tracked[at]
    at += 1
    if (!entry || content === null || hashOfBytes(algorithm, content) !== entry.oid) throw new HelperFailure(`The rescue is not whole: its repository does not hold ${entry ? bytesOf(entry.path).toString('utf8') : 'a file'}.`)
    const path = placed(pathInTree(`${treeFolder}/${entry.path}`))
    if (compareOnly) continue
    if (entry.link) {
      realFolderAbove(path)
      symlinkSync(content, bytesOf(path))
      lutimesSync(bytesOf(path), entry.mtime, entry.mtime)
      continue
    }
    const file = create(path)
    try {
      writeAll(file, content)
    } finally {
      closeSync(file)
    }
    finish(path, entry)
  }
  if (at !== tracked.length) throw new HelperFailure('The rescue is not whole: its repository does not hold all files of the tree.')
}
