import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseRefusal, openDb, type Db } from '../../db/client.ts'
import { copiesIn, inspectFile, pathOf, setAside, stampOf, type FileVerdict } from '../../db/database-file.ts'
import type { Migration } from '../../db/migration.ts'
import { Problem } from '../problem.ts'
import { storageProblemOf } from './storage-problem.ts'

export type OpenDatabase = {
  url: string
  authToken?: string | undefined
  migrations: Migration[]
  dataDir: string
  /** This data directory was in use before: a database that is not there, or is empty, was lost. */
  used: boolean
  now: () => number
}

/** The database was lost or damaged. What was found lies aside; in its place is a copy, or nothing. */
export type Recovery = {
  reason: string
  /** The file name of the copy; null = there was none that is whole. */
  copy: string | null
  /** Where the damaged file lies. */
  aside: string | null
}

export type OpenedDatabase = { db: Db; recovery: Recovery | null }

export const backupsIn = (dataDir: string): string => join(dataDir, 'backups')

/** Opens the database for good: a damaged or lost file gives way to its newest whole copy, and is never taken for a new installation. */
export async function openDatabase(options: OpenDatabase): Promise<OpenedDatabase> {
  try {
    const path = pathOf(options.url)
    const recovery = path === null ? null : await recover(path, options)
    const { url, authToken, migrations, now } = options
    const db = await openDb({ url, authToken, migrations, now, backups: backupsIn(options.dataDir) })
    return { db: withProblems(db), recovery }
  } catch (error) {
    if (error instanceof DatabaseRefusal) throw new Problem('precondition', error.message, { cause: error })
    if (pathOf(options.url) === null) throw serverProblem(options.url, error)
    throw storageProblemOf(error)
  }
}

/** The address alone: what stands in front of it, or behind, may be a secret. */
function serverProblem(url: string, error: unknown): Problem {
  const host = URL.canParse(url) ? new URL(url).host : 'its address'
  const reason = error instanceof Error ? [error.message, error.cause instanceof Error ? error.cause.message : ''].filter(Boolean).join(': ') : String(error)
  return new Problem('unavailable', `The database server at ${host} could not be used (${reason}); look at DATABASE_URL and DATABASE_AUTH_TOKEN, and whether it runs.`, { cause: error })
}

async function recover(path: string, { dataDir, used, now }: OpenDatabase): Promise<Recovery | null> {
  const verdict = await inspectFile(path)
  if (verdict.state === 'whole' || (verdict.state === 'missing' && !used)) return null
  if (verdict.state === 'foreign') throw new Problem('precondition', `The file ${path} is the database of another program; move it away, or set CLAUDEWORK_DATA_DIR to another folder.`)
  const reason = reasonOf(verdict)
  // Where only its journal is left, that would be played into the copy.
  const moved = setAside(path, join(dataDir, 'damaged'), stampOf(new Date(now())))
  const aside = verdict.state === 'missing' ? null : moved
  for (const copy of copiesIn(backupsIn(dataDir))) {
    if ((await inspectFile(copy)).state !== 'whole') continue
    copyFileSync(copy, path)
    return { reason, copy, aside }
  }
  return { reason, copy: null, aside }
}

function reasonOf(verdict: Exclude<FileVerdict, { state: 'whole' | 'foreign' }>): string {
  return verdict.state === 'missing' ? 'it was gone' : verdict.reason
}

/** In words for the log and the history. */
export function recoveryInWords({ reason, copy, aside }: Recovery): string {
  const instead = copy === null ? 'There was no copy of it, so an empty one took its place' : `Its newest whole copy took its place (${copy})`
  return `The database could not be used: ${reason}. ${instead}.${aside === null ? '' : ` What was there lies in ${aside}.`} Sessions that are not in it are found again by their containers.`
}

/** Writes that fail for the disk's sake say so to people. */
function withProblems(db: Db): Db {
  return {
    ...db,
    write: async (work) => {
      try {
        return await db.write(work)
      } catch (error) {
        throw storageProblemOf(error)
      }
    },
  }
}
