import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Migration = { tag: string; when: number; sql: string; hash: string }

type Journal = { entries: { tag: string; when: number }[] }

/** The generated migrations of a folder, in the order of drizzle-kit's journal. */
export function migrationsIn(folder: string): Migration[] {
  const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as Journal
  return journal.entries.map(({ tag, when }) => {
    const sql = readFileSync(join(folder, `${tag}.sql`), 'utf8')
    return { tag, when, sql, hash: createHash('sha256').update(sql).digest('hex') }
  })
}
