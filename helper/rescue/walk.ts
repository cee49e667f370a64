import { lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { bytesOf, type BytePath } from '../bytes.ts'
import { HelperFailure } from '../failure.ts'

export type Found = {
  path: BytePath
  kind: 'file' | 'link' | 'folder' | 'other'
  mode: number
  size: number
  mtime: number
  /** Of a link. */
  target: BytePath
}

/** Everything below a folder, folders before what is in them, in byte order. `enter` says whether to look into a folder. Paths are relative. */
export function* walk(root: BytePath, enter: (path: BytePath) => boolean, at: BytePath = ''): Generator<Found> {
  for (const name of namesIn(at === '' ? root : `${root}/${at}`)) {
    const path = at === '' ? name : `${at}/${name}`
    const found = look(root, path)
    yield found
    if (found.kind === 'folder' && enter(path)) yield* walk(root, enter, path)
  }
}

export function look(root: BytePath, path: BytePath): Found {
  const full = bytesOf(`${root}/${path}`)
  const stat = lstatSync(full)
  const about = { path, mode: stat.mode & 0o777, size: 0, mtime: stat.mtimeMs / 1000, target: '' }
  if (stat.isFile()) return { ...about, kind: 'file', size: stat.size }
  if (stat.isSymbolicLink()) return { ...about, kind: 'link', target: readlinkSync(full, { encoding: 'latin1' }) }
  return { ...about, kind: stat.isDirectory() ? 'folder' : 'other' }
}

function namesIn(folder: BytePath): BytePath[] {
  try {
    return readdirSync(bytesOf(folder), { encoding: 'latin1' }).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') throw new HelperFailure(`${bytesOf(folder).toString('utf8')} may not be read; give its owner the right to and try again.`, { cause: error })
    throw error
  }
}
