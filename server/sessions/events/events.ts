import { and, asc, desc, eq, gt, lt } from 'drizzle-orm'
import type { Logger } from 'pino'
import { eventsPerPage } from '../../../contract/event.ts'
import type { Db } from '../../../db/client.ts'
import { events } from '../../../db/schema.ts'

/** One thing that happened. Times are ISO 8601 UTC; texts are sentences or a few words, and never hold a secret. */
export type HistoryEvent = typeof events.$inferSelect
export type Actor = HistoryEvent['actor']
/** `why` and `sessionName` may be left out. */
export type NewEvent = { actor: Actor; what: string; result: HistoryEvent['result']; why?: string | null; sessionId?: string; sessionName?: string }

/** Beyond these the oldest leave at the next start: a history is read, not archived. */
const keptEvents = 200_000
const longestText = 1_000
const replayPage = 500

/** The history: appended to, read back newest first, followed live. */
export async function createEvents(deps: { db: Db; log: Logger; now: () => string }) {
  const { db, log } = deps
  const listeners = new Set<(event: HistoryEvent) => void>()
  let writes: Promise<unknown> = Promise.resolve()
  const [newest] = await db.read.select({ id: events.id }).from(events).orderBy(desc(events.id)).limit(1)
  if (newest && newest.id > keptEvents) await db.write((writer) => writer.delete(events).where(lt(events.id, newest.id - keptEvents)))

  async function append(event: NewEvent): Promise<void> {
    const { actor, what, result, why = null, sessionId = null, sessionName = null } = event
    const values = { at: deps.now(), actor, what, result, why: why?.slice(0, longestText) ?? null, sessionId, sessionName }
    const [row] = await db.write((writer) => writer.insert(events).values(values).returning())
    if (row) for (const listener of listeners) listener(row)
  }

  const ofSession = (sessionId: string | undefined) => (sessionId === undefined ? undefined : eq(events.sessionId, sessionId))

  /** Oldest first, those after an id. */
  const after = (id: number, sessionId: string | undefined): Promise<HistoryEvent[]> =>
    db.read.select().from(events).where(and(gt(events.id, id), ofSession(sessionId))).orderBy(asc(events.id)).limit(replayPage)

  return {
    /** Kept in the order told. What happened is never undone by a history that cannot be written: that is logged instead. */
    record(event: NewEvent): void {
      writes = writes.then(() => append(event)).catch((error: unknown) => { log.error({ err: error, what: event.what }, 'an event could not be stored') })
    },
    list: ({ sessionId, before, limit = eventsPerPage }: { sessionId?: string | undefined; before?: number | undefined; limit?: number | undefined } = {}): Promise<HistoryEvent[]> =>
      db.read.select().from(events).where(and(ofSession(sessionId), before === undefined ? undefined : lt(events.id, before))).orderBy(desc(events.id)).limit(limit),
    /** Each event from now on, or after the one that the caller has seen last. */
    follow: async function* ({ sessionId, lastSeen, signal }: { sessionId?: string | undefined; lastSeen: number | null; signal: AbortSignal }): AsyncGenerator<HistoryEvent> {
      const pending: HistoryEvent[] = []
      let wake: () => void = () => undefined
      const listener = (event: HistoryEvent): void => {
        if (sessionId !== undefined && event.sessionId !== sessionId) return
        pending.push(event)
        wake()
      }
      const left = (): boolean => signal.aborted
      const onAbort = (): void => { wake() }
      listeners.add(listener)
      signal.addEventListener('abort', onAbort)
      try {
        let seen = lastSeen ?? 0
        for (let page = lastSeen === null ? [] : await after(seen, sessionId); page.length > 0 && !left(); page = await after(seen, sessionId)) {
          for (const event of page) yield event
          seen = page.at(-1)?.id ?? seen
        }
        while (!left()) {
          for (const event of pending.splice(0)) {
            // Appended while the replay read the table.
            if (event.id > seen) yield event
          }
          if (pending.length === 0 && !left()) await new Promise<void>((resolve) => { wake = resolve })
        }
      } finally {
        listeners.delete(listener)
        signal.removeEventListener('abort', onAbort)
      }
    },
    /** Resolves when all that was told so far is kept. */
    settled: async (): Promise<void> => { await writes },
  }
}
export type Events = Awaited<ReturnType<typeof createEvents>>
