import type { Logger } from 'pino'
import { copyIfOld, type Db } from '../../db/client.ts'
import { backupsIn } from './open-database.ts'

const dayMs = 24 * 60 * 60_000
const lookMs = 60 * 60_000

/** A copy of the database a day, the first now. Answers the way to stop, which waits for one that is being made. */
export function keepCopies(deps: { db: Db; dataDir: string; now: () => number; log: Logger }): () => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  const look = (): void => {
    last = copyIfOld(deps.db, { backups: backupsIn(deps.dataDir), now: deps.now(), olderThanMs: dayMs })
      .catch((error: unknown) => { deps.log.warn({ err: error }, 'the daily copy of the database could not be made') })
  }
  look()
  const timer = setInterval(look, lookMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await last
  }
}
