import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { sessions } from '../../db/schema.ts'
import { Problem } from '../problem.ts'

export type SessionRow = typeof sessions.$inferSelect
export type SessionPatch = Partial<Omit<SessionRow, 'id' | 'createdAt'>>
export type StoreChange = { kind: 'upsert'; row: SessionRow } | { kind: 'removed'; id: string }

const retryMs = 5_000

/**
 * The sessions table, with all rows in memory: every list, poll and subscription reads them. A row that the disk did not take is
 * told to the caller, shown all the same, since it says what is, and written when the disk takes it again.
 */
export async function createSessionStore(deps: { db: Db; onPersistError: (error: unknown) => void }) {
  const unwritten = new Set<string>()
  const timer = setInterval(() => { for (const id of unwritten) void writeWhole(id).catch(() => undefined) }, retryMs)
  timer.unref()
  const rows = new Map((await deps.db.read.select().from(sessions)).map((row) => [row.id, row]))
  const listeners = new Set<(change: StoreChange) => void>()
  const emit = (change: StoreChange): void => { for (const listener of listeners) listener(change) }

  function get(id: string): SessionRow {
    const row = rows.get(id)
    if (!row) throw new Problem('not-found', 'There is no session with this id; it may have been deleted.')
    return row
  }

  function apply(id: string, patch: SessionPatch): SessionRow {
    const row = { ...get(id), ...patch }
    rows.set(id, row)
    emit({ kind: 'upsert', row })
    return row
  }

  async function persist(id: string, patch: SessionPatch): Promise<void> {
    if (unwritten.has(id)) return writeWhole(id)
    try {
      await deps.db.write((db) => db.update(sessions).set(patch).where(eq(sessions.id, id)))
    } catch (error) {
      unwritten.add(id)
      throw error
    }
  }

  async function writeWhole(id: string): Promise<void> {
    const row = rows.get(id)
    if (row) await deps.db.write((db) => db.update(sessions).set(row).where(eq(sessions.id, id)))
    // Changed again meanwhile: the next round has it.
    if (rows.get(id) === row) unwritten.delete(id)
  }

  return {
    get,
    find: (id: string): SessionRow | null => rows.get(id) ?? null,
    /** How many there are of each status that there is. */
    counts(): Record<string, number> {
      const counts: Record<string, number> = {}
      for (const { status } of rows.values()) counts[status] = (counts[status] ?? 0) + 1
      return counts
    },
    list: (): SessionRow[] => [...rows.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
    async insert(row: SessionRow): Promise<void> {
      await deps.db.write((db) => db.insert(sessions).values(row))
      rows.set(row.id, row)
      emit({ kind: 'upsert', row })
    },
    /** Changes a row; resolves when the change is durable. */
    async update(id: string, patch: SessionPatch): Promise<SessionRow> {
      const row = apply(id, patch)
      await persist(id, patch)
      return row
    },
    /** Changes a row for everyone who looks; durable with the next `update` of the same fields or soon after. */
    show(id: string, patch: SessionPatch): void {
      if (rows.has(id)) apply(id, patch)
    },
    /** Like `show`, and written in the background. */
    note(id: string, patch: SessionPatch): void {
      if (!rows.has(id)) return
      apply(id, patch)
      persist(id, patch).catch(deps.onPersistError)
    },
    async remove(id: string): Promise<void> {
      await deps.db.write((db) => db.delete(sessions).where(eq(sessions.id, id)))
      if (rows.delete(id)) emit({ kind: 'removed', id })
    },
    /** Tells listeners to look at a row again: something outside the row that its view shows has changed. */
    touch(id: string): void {
      const row = rows.get(id)
      if (row) emit({ kind: 'upsert', row })
    },
    close: (): void => { clearInterval(timer) },
    onChange(listener: (change: StoreChange) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
export type SessionStore = Awaited<ReturnType<typeof createSessionStore>>
