import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { extract, pack } from 'tar-stream'
import { z } from 'zod'
import type { Db } from '../../db/client.ts'
import { inspectFile, stampOf } from '../../db/database-file.ts'
import { Problem } from '../problem.ts'
import { storageProblemOf } from './storage-problem.ts'

/** What a backup holds of the data directory, beside the database. Sessions on this machine are not in it: they may be of any size. */
const parts = ['signing-key', 'label', 'git-hosts.json', 'engines', 'rescues', 'webhook.json'] as const
const databaseName = 'claudework.db'
const manifestName = 'manifest.json'
export const readyFolder = 'restore-ready'

const manifest = z.object({ claudework: z.literal(1), at: z.string(), files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })) })
type FileOf = { path: string; bytes: number; sha256: string }

export type Backup = { path: string; bytes: number; files: number }

/** Copies of the whole installation. */
export function createBackups(deps: { db: Db; dataDir: string; now: () => number }) {
  const { dataDir } = deps

  async function write(target: string, scratch: string): Promise<Backup> {
    const database = join(scratch, databaseName)
    await deps.db.copyTo(database)
    const sources = [{ path: databaseName, file: database }, ...parts.flatMap((part) => filesAt(dataDir, part))]
    const files: FileOf[] = []
    for (const { path, file } of sources) files.push({ path, bytes: statSync(file).size, sha256: await sumOf(file) })
    const tar = pack()
    const written = pipeline(tar, createWriteStream(`${target}.partial`, { mode: 0o600, flush: true }))
    // Told by `written` too; without a listener of its own it would end the process.
    tar.on('error', () => undefined)
    tar.entry({ name: manifestName }, JSON.stringify({ claudework: 1, at: new Date(deps.now()).toISOString(), files }))
    for (const [index, { path, file }] of sources.entries()) {
      const entry = tar.entry({ name: path, size: files[index]?.bytes ?? 0, mode: 0o600 })
      await pipeline(createReadStream(file), entry)
    }
    tar.finalize()
    await written
    renameSync(`${target}.partial`, target)
    return { path: target, bytes: statSync(target).size, files: files.length }
  }

  async function unpack(path: string, folder: string): Promise<void> {
    const unpacked = extract()
    const reading = pipeline(createReadStream(path), unpacked)
    reading.catch(() => undefined)
    for await (const entry of unpacked) {
      const { name, type } = entry.header
      if (type !== 'file' || !isPart(name)) throw new Problem('bad-input', `This is no backup of claudework: it holds "${name.slice(0, 100)}".`)
      mkdirSync(dirname(join(folder, name)), { recursive: true, mode: 0o700 })
      await pipeline(entry, createWriteStream(join(folder, name), { mode: 0o600, flush: true }))
    }
    await reading
  }

  async function check(folder: string): Promise<FileOf[]> {
    const file = join(folder, manifestName)
    const told = manifest.safeParse(existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : null)
    if (!told.success) throw new Problem('bad-input', 'This is no backup of claudework: it has no list of its files.')
    const { files } = told.data
    for (const { path, sha256 } of files) {
      if (!isPart(path) || !existsSync(join(folder, path)) || await sumOf(join(folder, path)) !== sha256) throw new Problem('bad-input', `This backup is damaged at "${path.slice(0, 100)}"; take another one.`)
    }
    if ((await inspectFile(join(folder, databaseName))).state !== 'whole') throw new Problem('bad-input', 'The database in this backup is damaged; take another one.')
    return files
  }

  /** Works in a folder of its own, which is gone afterwards. */
  async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const scratch = join(dataDir, `scratch-${randomBytes(6).toString('hex')}`)
    mkdirSync(scratch, { mode: 0o700 })
    try {
      return await work(scratch)
    } catch (error) {
      throw storageProblemOf(error)
    } finally {
      rmSync(scratch, { recursive: true, force: true })
    }
  }

  return {
    create: (): Promise<Backup> => {
      const folder = join(dataDir, 'backups')
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const target = join(folder, `claudework-${stampOf(new Date(deps.now()))}.tar`)
      return inScratch((scratch) => write(target, scratch))
    },
    /** Nothing changes until the next start. */
    async prepareRestore(path: string): Promise<{ files: number; at: 'next start' }> {
      if (!existsSync(path) || !statSync(path).isFile()) throw new Problem('not-found', `There is no file ${JSON.stringify(path)} on the machine that claudework runs on.`)
      return inScratch(async (scratch) => {
        const folder = join(scratch, 'unpacked')
        mkdirSync(folder, { mode: 0o700 })
        await unpack(path, folder).catch((error: unknown) => {
          throw error instanceof Problem ? error : new Problem('bad-input', 'This file is no tar archive, or is cut short; take another backup.', { cause: error })
        })
        const files = await check(folder)
        rmSync(join(dataDir, readyFolder), { recursive: true, force: true })
        renameSync(folder, join(dataDir, readyFolder))
        return { files: files.length, at: 'next start' as const }
      })
    },
  }
}
export type Backups = ReturnType<typeof createBackups>

/** Puts a restore that lies ready in the place of what is there, which is kept; answers where. null = there is none. Before anything is opened. */
export function finishRestore(dataDir: string, at: Date): string | null {
  const ready = join(dataDir, readyFolder)
  if (!existsSync(ready)) return null
  const aside = join(dataDir, 'before-restore', stampOf(at))
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  const journals = [`${databaseName}-wal`, `${databaseName}-shm`]
  for (const name of [...parts, ...journals, databaseName]) {
    // A crash in between goes on here: what is moved already is not there any more.
    if ((existsSync(join(ready, name)) || journals.includes(name)) && existsSync(join(dataDir, name))) renameSync(join(dataDir, name), join(aside, name))
    if (existsSync(join(ready, name))) renameSync(join(ready, name), join(dataDir, name))
  }
  rmSync(ready, { recursive: true, force: true })
  return aside
}

function isPart(path: string): boolean {
  if (path.split('/').some((step) => step === '..' || step === '')) return false
  return path === manifestName || path === databaseName || parts.some((part) => path === part || path.startsWith(`${part}/`))
}

function filesAt(dataDir: string, path: string): { path: string; file: string }[] {
  const file = join(dataDir, path)
  if (!existsSync(file)) return []
  if (statSync(file).isFile()) return /\.(?:partial|new)$/.test(path) ? [] : [{ path, file }]
  return readdirSync(file).flatMap((name) => filesAt(dataDir, join(path, name)))
}

async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
