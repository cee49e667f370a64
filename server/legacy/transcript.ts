import { and, asc, desc, eq, gt, lt } from 'drizzle-orm'
import type { Logger } from 'pino'
import type { Db } from '../../db/client.ts'
import { transcript } from '../../db/schema.ts'
import type { TranscriptEntry, TranscriptMessage } from './message.ts'

const batch = 200
const retryMs = 1_000
const page = 200

export type TranscriptPage = { sessionId: string; after?: number | undefined; before?: number | undefined; limit?: number | undefined }

/**
 * The transcript table. Appending only queues: rows are written in batches, one after the other, so that a burst of events costs a
 * few writes. Who appends looks at `behind`, since the queue is in memory.
 */
export function createTranscript(deps: { db: Db; log: Logger; now: () => number }) {
  const lastSeq = new Map<string, number>()
  const listeners = new Set<(sessionId: string) => void>()
  let pending: TranscriptMessage[] = []
  let writing: Promise<void> | null = null

  async function writePending(): Promise<void> {
    while (pending.length > 0) {
      const rows = pending.slice(0, batch)
      await deps.db.write((db) => db.insert(transcript).values(rows))
      const written = new Set(rows)
      pending = pending.filter((row) => !written.has(row))
    }
  }

  /** Resolves when all that was appended is durable. */
  function flushed(): Promise<void> {
    writing ??= writePending().finally(() => { writing = null })
    return writing
  }

  function flushInBackground(): void {
    flushed().catch((error: unknown) => {
      deps.log.error({ err: error, behind: pending.length }, 'a transcript could not be written; trying again')
      setTimeout(flushInBackground, retryMs).unref()
    })
  }

  /** Messages in order: those after `after`, else the newest ones, those before `before` where that is given. */
  async function list({ sessionId, after, before, limit = page }: TranscriptPage): Promise<TranscriptMessage[]> {
    await flushed()
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
      if (lastSeq.has(sessionId)) return
      const [newest] = await list({ sessionId, limit: 1 })
      if (!lastSeq.has(sessionId)) lastSeq.set(sessionId, newest?.seq ?? 0)
    },
    append(sessionId: string, entry: TranscriptEntry): void {
      const seq = (lastSeq.get(sessionId) ?? 0) + 1
      lastSeq.set(sessionId, seq)
      pending.push({ sessionId, seq, at: new Date(deps.now()).toISOString(), entry })
      flushInBackground()
      for (const listener of listeners) listener(sessionId)
    },
    /** How many messages wait to be written. */
    get behind(): number {
      return pending.length
    },
    flushed,
    list,
    /** What follows `after` (left out: from now on), as it comes, until the signal. */
    async *follow({ sessionId, after, signal }: { sessionId: string; after?: number | undefined; signal: AbortSignal }): AsyncGenerator<TranscriptMessage> {
      let wake = Promise.withResolvers<undefined>()
      const listener = (changed: string): void => { if (changed === sessionId) wake.resolve(undefined) }
      const onAbort = (): void => { wake.resolve(undefined) }
      listeners.add(listener)
      signal.addEventListener('abort', onAbort)
      try {
        let cursor = after ?? (await list({ sessionId, limit: 1 })).at(-1)?.seq ?? 0
        while (!signal.aborted) {
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
      pending = pending.filter((row) => row.sessionId !== sessionId)
      lastSeq.delete(sessionId)
      await deps.db.write((db) => db.delete(transcript).where(eq(transcript.sessionId, sessionId)))
    },
  }
}
export type Transcript = ReturnType<typeof createTranscript>
