import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Logger } from 'pino'
import type { RescueSummary } from '../../../helper/question.ts'
import type { Db } from '../../../db/client.ts'
import { Problem } from '../../problem.ts'
import { createDownloads } from './downloads.ts'
import { createRescueFiles } from './rescue-files.ts'
import { createRescueStore, rescueRow, type RescueRow } from './rescue-store.ts'
import { takeRescue, type Progress, type TakeOptions } from './take-rescue.ts'

/** A rescue as the API shows it. */
export type Rescue = Omit<RescueRow, 'summary' | 'command' | 'permissionMode'> & { summary: RescueSummary }

export type RescuesDeps = { db: Db; dataDir: string; most: number; now: () => number; log: Logger; onProgress: (sessionId: string) => void }

const expiryMs = 3_600_000

/** Recoverable copies of the work of deleted sessions, kept for 30 days. */
export async function createRescues(deps: RescuesDeps) {
  const { now, log } = deps
  const files = createRescueFiles(join(deps.dataDir, 'rescues'))
  const store = await createRescueStore(deps.db)
  const downloads = createDownloads({ now })
  const underWay = new Map<string, Progress>()
  let timer: NodeJS.Timeout | undefined

  async function remove(id: string): Promise<void> {
    // The row first: a row promises a file.
    await store.remove(id)
    await files.remove(id)
  }

  async function expire(): Promise<void> {
    const at = new Date(now()).toISOString()
    for (const { id, expiresAt } of store.list()) if (expiresAt <= at) await remove(id)
  }

  /** Finds rows that a lost database had, and clears away what a crash left in the middle: its session is still there. */
  async function settle(): Promise<void> {
    const { whole, broken } = await files.found()
    for (const { id, about } of whole) {
      if (store.find(id)) continue
      const row = rescueRow.safeParse(about)
      if (row.success && row.data.id === id) await store.insert(row.data)
      else log.warn({ rescue: id }, 'a rescue lies in the data directory, but nothing can be made of what is said of it')
    }
    for (const id of broken) if (!store.find(id)) await files.remove(id)
  }

  const logged = (what: string) => (error: unknown): void => { log.error({ err: error }, what) }

  return {
    list: (): Rescue[] => store.list().map(shown),
    get: (id: string): RescueRow => store.get(id),
    /** The newest of a session that is gone. */
    ofSession: (sessionId: string): RescueRow | null => store.list().find((row) => row.sessionId === sessionId) ?? null,
    remove(id: string): Promise<void> {
      store.get(id)
      return remove(id)
    },
    /** How far the rescue of a session is; null where none is made. */
    progressOf: (sessionId: string): Progress | null => underWay.get(sessionId) ?? null,
    async take(options: Omit<TakeOptions, 'onProgress'>): Promise<RescueRow | null> {
      const sessionId = options.row.id
      const onProgress = (progress: Progress): void => {
        underWay.set(sessionId, progress)
        deps.onProgress(sessionId)
      }
      onProgress({ done: 0, total: null })
      try {
        return await takeRescue({ files, store, most: deps.most, now }, { ...options, onProgress })
      } finally {
        underWay.delete(sessionId)
        deps.onProgress(sessionId)
      }
    },
    /** The archive, as its own sum says it is. */
    async open(id: string): Promise<{ row: RescueRow; read: () => Readable }> {
      const row = store.get(id)
      if (await files.sizeOf(id) !== row.bytes) throw new Problem('failed', 'The file of this rescue is gone from the data directory, or was changed there.')
      return { row, read: () => files.read(id) }
    },
    /** An address below the server's own, for one download. */
    download(id: string): { url: string; expiresAt: string } {
      store.get(id)
      const { code, expiresAt } = downloads.create(id)
      return { url: `${downloadPath}${code}`, expiresAt }
    },
    takeDownload: (code: string): string | null => downloads.take(code),
    async start(): Promise<void> {
      await settle().catch(logged('rescues could not be settled'))
      await expire().catch(logged('old rescues could not be removed'))
      timer = setInterval(() => { void expire().catch(logged('old rescues could not be removed')) }, expiryMs)
      timer.unref()
    },
    expire,
    close(): void {
      clearInterval(timer)
    },
  }
}
export type Rescues = Awaited<ReturnType<typeof createRescues>>

const downloadPath = '/rescues/download/'

function shown({ command: _command, permissionMode: _mode, ...row }: RescueRow): Rescue {
  return { ...row, summary: row.summary as RescueSummary }
}
