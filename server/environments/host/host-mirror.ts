// A mirror: what clones of one repository have in common, kept once. A new clone borrows from it by git's alternates and asks the
// network only for what is missing; then it gives the mirror what that was. Packs are named by their content, are added and never
// changed or taken away, and the list of refs is replaced as a whole: nobody needs a lock, and whoever is killed leaves it whole.
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'

/** Where the mirror of a repository is. Of exactly this URL: a session never sees objects of another repository. */
export function mirrorFolder(dataDir: string, repoUrl: string): string {
  return join(dataDir, 'mirrors', createHash('sha256').update(repoUrl).digest('hex').slice(0, 32))
}

/** The refs come last, so a mirror that has them has what they name. */
export function canLend(mirror: string): boolean {
  return existsSync(join(mirror, 'packed-refs')) && !isBroken(mirror)
}

/**
 * Whether a clone may borrow from it now. git itself goes on without packs that it cannot read, and then complains at every command of
 * the clone, so one look comes first: what the refs name must be there.
 */
export async function isSound(mirror: string, env: Record<string, string>): Promise<boolean> {
  if (!canLend(mirror)) return false
  const named = (await readFile(join(mirror, 'packed-refs'), 'utf8')).split('\n').map((line) => line.split(' ')[0] ?? '').join('\n')
  const looking = execFile('git', [`--git-dir=${mirror}`, 'cat-file', '--batch-check=%(objecttype)'], { env, maxBuffer: 64 * 1024 ** 2 }, () => undefined)
  const said = Promise.all([looking.stdout, looking.stderr].map(async (stream) => (stream ? text(stream) : '')))
  // It may have given up before it has read everything; what it said then counts.
  looking.stdin?.on('error', () => undefined)
  looking.stdin?.end(named)
  const sound = !/missing|error:|fatal:/.test((await said).join('\n'))
  if (!sound) await markBroken(mirror)
  return sound
}

/** It was found broken, or a clone that borrowed failed and another one did not: it lends and takes no more, and goes when nobody borrows from it. */
export async function markBroken(mirror: string): Promise<void> {
  await writeFile(join(mirror, 'broken'), '')
}

const isBroken = (mirror: string): boolean => existsSync(join(mirror, 'broken'))

/**
 * Adds what a fresh clone holds. Nobody but git may have written to the clone yet. `refs` are lines of `<object> <ref>`, all of whose
 * objects are in the clone or in the mirror.
 */
export async function fillMirror(mirror: string, { gitDir, refs }: { gitDir: string; refs: string }): Promise<void> {
  const packs = join(gitDir, 'objects', 'pack')
  const files = existsSync(packs) ? await readdir(packs) : []
  // Of these something is missing that only their remote has.
  if (refs === '' || isBroken(mirror) || existsSync(join(gitDir, 'shallow')) || files.some((name) => name.endsWith('.promisor'))) return
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

/**
 * Removes a mirror that is older than so many milliseconds, where no session's clone borrows from it: the next clone makes it again,
 * without what has piled up. Whether one borrows is looked up and the mirror taken out of the way without a pause in between, so that no
 * clone of this process begins to borrow meanwhile.
 */
export async function retireMirror(mirror: string, { sessionsFolder, olderThan }: { sessionsFolder: string; olderThan: number }): Promise<void> {
  const made = statSync(join(mirror, 'config'), { throwIfNoEntry: false })
  if (!made || (Date.now() - made.mtimeMs < olderThan && !isBroken(mirror)) || isBorrowed(mirror, sessionsFolder)) return
  const away = `${mirror}.retired`
  await rm(away, { recursive: true, force: true })
  if (isBorrowed(mirror, sessionsFolder)) return
  renameSync(mirror, away)
  await rm(away, { recursive: true, force: true })
}

/** By git's own word in each clone, whole or in the making. What cannot be read may borrow. */
function isBorrowed(mirror: string, sessionsFolder: string): boolean {
  if (!existsSync(sessionsFolder)) return false
  return readdirSync(sessionsFolder).some((session) => ['work', 'work.partial'].some((folder) => {
    const alternates = join(sessionsFolder, session, folder, '.git', 'objects', 'info', 'alternates')
    try {
      return readFileSync(alternates, 'utf8').includes(basename(mirror))
    } catch (error) {
      return !(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    }
  }))
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
