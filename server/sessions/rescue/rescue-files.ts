// The archives, each beside a small file that says what it is: a rescue survives the loss of the database.
import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Writable, type Readable } from 'node:stream'
import { Problem } from '../../problem.ts'
import { replaceFile } from '../../replace-file.ts'

export type RescueFiles = ReturnType<typeof createRescueFiles>
export type Received = { bytes: number; sha256: string }

const id = /^[0-9a-f]{32}$/

export function createRescueFiles(folder: string) {
  const fileOf = (rescueId: string): string => join(folder, `${rescueId}.tar`)
  const aboutOf = (rescueId: string): string => join(folder, `${rescueId}.json`)
  const partialOf = (rescueId: string): string => join(folder, `${rescueId}.partial`)

  return {
    /** Takes what `send` writes, and gives it its name once all of it is on the disk. */
    async receive(rescueId: string, send: (output: Writable) => Promise<void>): Promise<Received> {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const partial = partialOf(rescueId)
      await using file = await open(partial, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
      const hash = createHash('sha256')
      let bytes = 0
      const output = new Writable({
        highWaterMark: 1024 * 1024,
        write(chunk: Buffer, _encoding, done) {
          hash.update(chunk)
          bytes += chunk.length
          file.writeFile(chunk).then(() => { done() }, (error: unknown) => { done(diskProblem(error)) })
        },
      })
      await send(output)
      await file.sync()
      await rename(partial, fileOf(rescueId))
      await syncFolder(folder)
      return { bytes, sha256: hash.digest('hex') }
    },
    /** Written once the archive was compared with what it was made from. */
    describe: (rescueId: string, about: unknown): void => { replaceFile(aboutOf(rescueId), JSON.stringify(about)) },
    read: (rescueId: string): Readable => createReadStream(fileOf(rescueId), { highWaterMark: 1024 * 1024 }),
    async sizeOf(rescueId: string): Promise<number | null> {
      return stat(fileOf(rescueId)).then(({ size }) => size, unlessMissing)
    },
    /** Already gone is success. */
    async remove(rescueId: string): Promise<void> {
      await Promise.all([aboutOf(rescueId), fileOf(rescueId), partialOf(rescueId)].map((path) => rm(path, { force: true })))
    },
    /** Free for us on the disk; bytes. */
    async free(): Promise<number> {
      const { bavail, bsize } = await statfs(dirname(folder))
      return bavail * bsize
    },
    /** What lies there: whole rescues by what is said of them, and what a crash left in the middle. */
    async found(): Promise<{ whole: { id: string; about: unknown }[]; broken: string[] }> {
      const names = await readdir(folder).catch(unlessMissing) ?? []
      const ids = [...new Set(names.map((name) => name.slice(0, name.indexOf('.'))))].filter((name) => id.test(name))
      const whole: { id: string; about: unknown }[] = []
      const broken: string[] = []
      for (const rescueId of ids) {
        if (names.includes(`${rescueId}.tar`) && names.includes(`${rescueId}.json`)) whole.push({ id: rescueId, about: JSON.parse(await readFile(aboutOf(rescueId), 'utf8')) as unknown })
        else broken.push(rescueId)
      }
      return { whole, broken }
    },
  }
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, constants.O_RDONLY)
  await handle.sync()
}

function diskProblem(error: unknown): Error {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return new Problem('failed', 'The disk that holds the data directory is full; make room on it and try again.', { cause: error })
  return error instanceof Error ? error : new Error(String(error))
}

function unlessMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}
