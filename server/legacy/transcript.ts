import { and, asc, desc, eq, gt, lt } from 'drizzle-orm'
import type { Logger } from 'pino'
import type { Db } from '../../db/client.ts'
import { transcript } from '../../db/schema.ts'
import type { TranscriptEntry, TranscriptMessage } from './message.ts'

const batch = 200
const retryMs = 1_000
const page = 200

export type TranscriptPage = { sessionId: string; after?: number | undefined; before?: number | undefined; limit?: number | undefined }

/** What a session has to write: numbered, and in memory until it is in the table. */
type Log = { lastSeq: number; pending: TranscriptMessage[]; writing: Promise<void> | null }

/**
 * The transcript table. Appending only queues: rows are written in batches, so that a burst of events costs a few writes. Who
 * appends looks at `behind`, since the queue is in memory. Each session has its own, so that one whose rows are refused holds up
 * no other.
 */
export function createTranscript(deps: { db: Db; log: Logger; now: () => number }) {
  const logs = new Map<string, Log>()
  const listeners = new Set<(sessionId: string, removed: boolean) => void>()

  async function writePending(log: Log): Promise<void> {
    while (log.pending.length > 0) {
      const rows = log.pending.slice(0, batch)
      await deps.db.write((db) => db.insert(transcript).values(rows))
      log.pending = log.pending.slice(rows.length)
    }
  }

  /** Resolves when all that was appended to a session is durable. */
  async function flushed(sessionId: string): Promise<void> {
    const log = logs.get(sessionId)
    if (!log) return
    log.writing ??= writePending(log).finally(() => { log.writing = null })
    await log.writing
  }

  function flushInBackground(sessionId: string): void {
    flushed(sessionId).catch((error: unknown) => {
      deps.log.error({ err: error, session: sessionId, behind: behind(sessionId) }, 'a transcript could not be written; trying again')
      setTimeout(() => { flushInBackground(sessionId) }, retryMs).unref()
    })
  }

  /** How many messages of a session wait to be written. */
  function behind(sessionId: string): number {
    return logs.get(sessionId)?.pending.length ?? 0
  }

  /** Messages in order: those after `after`, else the newest ones, those before `before` where that is given. */
  async function list({ sessionId, after, before, limit = page }: TranscriptPage): Promise<TranscriptMessage[]> {
    await flushed(sessionId)
    const mine = eq(transcript.sessionId, sessionId)
    const rows = after === undefined
      ? (await deps.db.read.select().from(transcript).where(before === undefined ? mine : and(mine, lt(transcript.seq, before))).orderBy(desc(transcript.seq)).limit(limit)).reverse()
      : await deps.db.read.select().from(transcript).where(and(mine, gt(transcript.seq, after))).orderBy(asc(transcript.seq)).limit(limit)
    // Only `append` writes rows.
    return rows.map((row) => ({ ...row, entry: row.entry as TranscriptEntry }))
  }

  return {
    /** Loads where the numbering of a session is; before its first `append`. */
    async open(sessionId: string): Promise<void> {
      if (logs.has(sessionId)) return
      const [newest] = await list({ sessionId, limit: 1 })
      if (!logs.has(sessionId)) logs.set(sessionId, { lastSeq: newest?.seq ?? 0, pending: [], writing: null })
    },
    append(sessionId: string, entry: TranscriptEntry): void {
      const log = logs.get(sessionId)
      if (!log) throw new Error(`the transcript of ${sessionId} was not opened`)
      log.lastSeq++
      log.pending.push({ sessionId, seq: log.lastSeq, at: new Date(deps.now()).toISOString(), entry })
      // While a write runs or waits to be tried again, it takes this one along.
      if (!log.writing) flushInBackground(sessionId)
      for (const listener of listeners) listener(sessionId, false)
    },
    behind,
    flushed,
    list,
    /** What follows `after` (left out: from now on), as it comes, until the signal or the end of the session. */
    async *follow({ sessionId, after, signal }: { sessionId: string; after?: number | undefined; signal: AbortSignal }): AsyncGenerator<TranscriptMessage> {
      let wake = Promise.withResolvers<undefined>()
      let removed = false
      const listener = (changed: string, gone: boolean): void => {
        if (changed !== sessionId) return
        removed ||= gone
        wake.resolve(undefined)
      }
      const over = (): boolean => removed
      const onAbort = (): void => { wake.resolve(undefined) }
      listeners.add(listener)
      signal.addEventListener('abort', onAbort)
      try {
        let cursor = after ?? (await list({ sessionId, limit: 1 })).at(-1)?.seq ?? 0
        while (!signal.aborted && !over()) {
          wake = Promise.withResolvers()
          const messages = await list({ sessionId, after: cursor })
          for (const message of messages) {
            yield message
            cursor = message.seq
          }
          if (messages.length === 0) await wake.promise
        }
      } finally {
        listeners.delete(listener)
        signal.removeEventListener('abort', onAbort)
      }
    },
    async remove(sessionId: string): Promise<void> {
      const log = logs.get(sessionId)
      if (log) log.pending = []
      logs.delete(sessionId)
      await deps.db.write((db) => db.delete(transcript).where(eq(transcript.sessionId, sessionId)))
      for (const listener of listeners) listener(sessionId, true)
    },
    async close(): Promise<void> {
      await Promise.all([...logs.keys()].map(flushed))
    },
  }
}
export type Transcript = ReturnType<typeof createTranscript>
