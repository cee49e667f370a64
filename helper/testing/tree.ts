import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { bytePath, bytesOf } from '../bytes.ts'
import { walk } from '../rescue/walk.ts'

/** Everything in a folder as one line each: path, kind, mode, time and what it holds, byte for byte. */
export function treeOf(folder: string): string[] {
  const root = bytePath(folder)
  return [...walk(root, () => true)].map(({ path, kind, mode, mtime, target }) => {
    const held = kind === 'file' ? createHash('sha256').update(readFileSync(bytesOf(`${root}/${path}`))).digest('hex') : target
    return [path, kind, mode.toString(8), kind === 'folder' ? '' : String(Math.floor(mtime)), held].join(' ')
  })
}
