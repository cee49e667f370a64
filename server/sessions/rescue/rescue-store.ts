import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import { rescues } from '../../../db/schema.ts'
import { Problem } from '../../problem.ts'
import { rescueSummary } from './rescue-summary.ts'

export type RescueRow = typeof rescues.$inferSelect

/** A row as it lies beside its archive, from which it is made again where the database was lost. */
export const rescueRow: z.ZodType<RescueRow> = z.object({
  id: z.string(),
  sessionId: z.string(),
  name: z.string(),
  repoUrl: z.string(),
  branch: z.string().nullable(),
  environmentId: z.string().nullable(),
  agent: z.string(),
  command: z.array(z.string()).nullable(),
  permissionMode: z.string().nullable(),
  bytes: z.number(),
  sha256: z.string(),
  summary: rescueSummary,
  createdAt: z.string(),
  expiresAt: z.string(),
})

/** The rescues table, with all rows in memory. */
export async function createRescueStore(db: Db) {
  const rows = new Map((await db.read.select().from(rescues)).map((row) => [row.id, row]))
  return {
    /** Newest first. */
    list: (): RescueRow[] => [...rows.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
    find: (id: string): RescueRow | null => rows.get(id) ?? null,
    get(id: string): RescueRow {
      const row = rows.get(id)
      if (!row) throw new Problem('not-found', 'There is no rescue with this id; it may have been removed, or its 30 days are over.')
      return row
    },
    async insert(row: RescueRow): Promise<void> {
      await db.write((tables) => tables.insert(rescues).values(row))
      rows.set(row.id, row)
    },
    async remove(id: string): Promise<void> {
      await db.write((tables) => tables.delete(rescues).where(eq(rescues.id, id)))
      rows.delete(id)
    },
  }
}
export type RescueStore = Awaited<ReturnType<typeof createRescueStore>>
