import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fence } from '../fence.ts'

export type Borrowed = Disposable & {
  /** Files to put into `.git/objects/pack`; empty where nothing is borrowed. */
  packs: string[]
}

const alternates = join('objects', 'info', 'alternates')

/** Objects that the repository uses but has not: another repository's, which may be gone when this one is restored. Packed into files. */
export async function packBorrowed(fence: Fence): Promise<Borrowed> {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-borrowed-'))
  const remove = (): void => { rmSync(folder, { recursive: true, force: true }) }
  try {
    if (!isBorrower(fence.gitDir)) return { packs: [], [Symbol.dispose]: remove }
    const used = lines(await fence.git(['rev-list', '--objects', '--no-object-names', '--all', '--reflog', '--indexed-objects', '--missing=allow-any', ...(await head(fence))]))
    const own = ownObjects(fence.gitDir, join(folder, 'objects'))
    const found = lines(await fence.git(['cat-file', '--batch-check=%(objectname)'], { input: Buffer.from(`${used.join('\n')}\n`), objects: own }))
    const borrowed = found.flatMap((line) => (line.endsWith(' missing') ? [line.slice(0, -' missing'.length)] : []))
    // A partial clone lacks objects that nobody here has.
    const there = lines(await fence.git(['cat-file', '--batch-check=%(objectname)'], { input: Buffer.from(`${borrowed.join('\n')}\n`) })).filter((line) => !line.includes(' '))
    if (there.length === 0) return { packs: [], [Symbol.dispose]: remove }
    const packed = packFolder(fence.gitDir, join(folder, 'packed'))
    await fence.git(['pack-objects', '-q', join(packed, 'pack', 'pack')], { input: Buffer.from(`${there.join('\n')}\n`), objects: packed })
    return { packs: readdirSync(join(packed, 'pack')).map((name) => join(packed, 'pack', name)), [Symbol.dispose]: remove }
  } catch (error) {
    remove()
    throw error
  }
}

export function isBorrower(gitDir: string): boolean {
  const path = join(gitDir, alternates)
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileSync(path, 'utf8').trim() !== ''
}

/** Every name by which a repository refers to others' objects; left out of an archive that holds them itself. */
export const alternatesPath = `.git/${alternates}`

async function head(fence: Fence): Promise<string[]> {
  return (await fence.git(['rev-parse', '--verify', '--quiet', 'HEAD'], { codes: [0, 1] })).length === 0 ? [] : ['HEAD']
}

/** The repository's objects without those that it borrows. */
function ownObjects(gitDir: string, folder: string): string {
  const objects = join(gitDir, 'objects')
  mkdirSync(join(folder, 'info'), { recursive: true })
  for (const name of readdirSync(objects)) if (name !== 'info') symlinkSync(join(objects, name), join(folder, name))
  if (!existsSync(join(folder, 'pack'))) mkdirSync(join(folder, 'pack'))
  return folder
}

/** A place for packs beside the repository, which cannot be written here: git begins a pack in its folder of objects wherever it is to end. */
function packFolder(gitDir: string, folder: string): string {
  mkdirSync(join(folder, 'pack'), { recursive: true })
  mkdirSync(join(folder, 'info'))
  writeFileSync(join(folder, 'info', 'alternates'), `${join(gitDir, 'objects')}\n`)
  return folder
}

function lines(bytes: Buffer): string[] {
  return bytes.toString('latin1').split('\n').filter(Boolean)
}
