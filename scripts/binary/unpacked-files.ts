// What the binary carries, as files in a folder of the person who runs it: natives are loaded by path, supervisors run from one.
import { chmodSync, constants, copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { sha256, type PackedFile, type PackedList } from './packed-files.ts'

export type Unpacking = {
  list: PackedList
  /** Asked for only where a file is missing or is not what it was. */
  bytes: () => Uint8Array
  /** Folder of all versions; each has its own below it, named by content. */
  runtimes: string
  /** Whose files are about to be used; what nobody uses is not read. */
  wanted: (path: string) => boolean
}

/**
 * Makes sure that the wanted files are there and have the content that was packed, and returns their root. A file is never written
 * in place: what runs keeps what it opened, and two first starts at once do not meet. Throws with one sentence where the folder is
 * not ours alone.
 */
export function unpackFiles({ list, bytes, runtimes, wanted }: Unpacking): string {
  const root = join(runtimes, list.id)
  makeOwnFolder(runtimes)
  makeOwnFolder(root)
  const wrong = list.files.filter((file) => wanted(file.path) && !isIntact(join(root, file.path), file))
  if (wrong.length > 0) write(root, wrong, { list, bytes: zstdDecompressSync(bytes()) })
  return root
}

/** A copy of the running program, which an upgrade or a move of the original does not touch; supervisors run from it. */
export function placeProgram(program: string, root: string): string {
  const copy = join(root, 'node')
  if (existsSync(copy) && lstatSync(copy).isFile() && lstatSync(copy).size === lstatSync(program).size) return copy
  const partial = `${copy}.${String(process.pid)}.partial`
  copyFileSync(program, partial, constants.COPYFILE_FICLONE)
  chmodSync(partial, 0o700)
  renameSync(partial, copy)
  return copy
}

function makeOwnFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const stat = lstatSync(folder)
  if (!stat.isDirectory() || (process.getuid && stat.uid !== process.getuid())) {
    throw new Error(`${folder} is to hold programs that claudework runs, and it is not a folder of yours; remove it or set CLAUDEWORK_DATA_DIR.`)
  }
  if (stat.mode & 0o077) chmodSync(folder, 0o700)
}

function isIntact(path: string, file: PackedFile): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile() || stat.size !== file.size || (stat.mode & 0o777) !== file.mode) return false
  return sha256(readFileSync(path)) === file.sha256
}

function write(root: string, wrong: readonly PackedFile[], { list, bytes }: { list: PackedList; bytes: Uint8Array }): void {
  let start = 0
  for (const file of list.files) {
    const content = bytes.subarray(start, start + file.size)
    start += file.size
    if (!wrong.includes(file)) continue
    const path = join(root, file.path)
    const partial = `${path}.${String(process.pid)}.partial`
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    rmSync(partial, { force: true })
    writeFileSync(partial, content, { mode: file.mode, flag: 'wx' })
    renameSync(partial, path)
  }
}
