// A mirror: what clones of one repository have in common, kept once. A new clone borrows from it by git's alternates and asks the
// network only for what is missing; then it gives the mirror what that was. Packs are named by their content, are added and never
// changed or taken away, and the list of refs is replaced as a whole: nobody needs a lock, and whoever is killed leaves it whole.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** Where the mirror of a repository is. Of exactly this URL: a session never sees objects of another repository. */
export function mirrorFolder(dataDir: string, repoUrl: string): string {
  return join(dataDir, 'mirrors', createHash('sha256').update(repoUrl).digest('hex').slice(0, 32))
}

/** The refs come last, so a mirror that has them has what they name. */
export function canLend(mirror: string): boolean {
  return existsSync(join(mirror, 'packed-refs'))
}

/**
 * Adds what a fresh clone holds. Nobody but git may have written to the clone yet. `refs` are lines of `<object> <ref>`, all of whose
 * objects are in the clone or in the mirror.
 */
export async function fillMirror(mirror: string, { gitDir, refs }: { gitDir: string; refs: string }): Promise<void> {
  const packs = join(gitDir, 'objects', 'pack')
  const files = existsSync(packs) ? await readdir(packs) : []
  // Of these something is missing that only their remote has.
  if (refs === '' || existsSync(join(gitDir, 'shallow')) || files.some((name) => name.endsWith('.promisor'))) return
  await mkdir(join(mirror, 'objects', 'pack'), { recursive: true, mode: 0o700 })
  await mkdir(join(mirror, 'refs'), { recursive: true, mode: 0o700 })
  for (const index of files.filter((name) => /^pack-[0-9a-f]+\.idx$/.test(name))) {
    // git looks for the index: it comes last.
    for (const name of [index.replace(/idx$/, 'pack'), index]) {
      const target = join(mirror, 'objects', 'pack', name)
      if (!existsSync(target)) await copyWhole(join(packs, name), target)
    }
  }
  if (!existsSync(join(mirror, 'config'))) await writeWhole(join(mirror, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n[gc]\n\tauto = 0\n')
  if (!existsSync(join(mirror, 'HEAD'))) await writeWhole(join(mirror, 'HEAD'), 'ref: refs/heads/none\n')
  await writeWhole(join(mirror, 'packed-refs'), refs)
}

/** Removes a mirror that is older than so many milliseconds; only where nobody borrows from it. A next clone makes it again, without what piled up. */
export async function retireMirror(mirror: string, olderThan: number): Promise<void> {
  const made = await stat(join(mirror, 'config')).catch(() => null)
  if (made && Date.now() - made.mtimeMs < olderThan) return
  // Not lending any more comes first: a clone that begins now must not find half of it.
  await rm(join(mirror, 'packed-refs'), { force: true })
  await rm(mirror, { recursive: true, force: true })
}

async function copyWhole(source: string, target: string): Promise<void> {
  const partial = partialOf(target)
  try {
    await copyFile(source, partial)
    const file = await open(partial, 'r')
    // After a power cut a pack that is there must be whole: sessions borrow from it.
    await file.sync().finally(() => file.close())
    await rename(partial, target)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function writeWhole(target: string, text: string): Promise<void> {
  const partial = partialOf(target)
  await writeFile(partial, text, { mode: 0o600, flush: true })
  await rename(partial, target)
}

/** git passes over such names among packs. */
function partialOf(target: string): string {
  return join(target, '..', `tmp_${randomBytes(6).toString('hex')}-${basename(target)}`)
}
