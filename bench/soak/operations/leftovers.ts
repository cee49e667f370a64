import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { processesOf } from '../../../e2e/fixtures/session-processes.ts'
import type { TestServer } from '../../../e2e/fixtures/test-server.ts'

/** What is still there once every session was deleted, in words; nothing should be. */
export async function leftovers(server: TestServer, sessionIds: readonly string[]): Promise<string[]> {
  const rows = await server.client.sessions.list.query()
  const counts = { ...await server.counts(), rows: rows.length, processes: processesOf(sessionIds).length }
  const { leftovers: found } = await server.client.doctor.look.query({ olderThanMinutes: 0 })
  return [
    ...Object.entries(counts).filter(([, count]) => count > 0).map(([what, count]) => `${String(count)} ${what}`),
    ...['sessions', 'run', 'screens'].flatMap((folder) => filesIn(join(server.dataDir, folder))),
    ...filesIn(join(server.dataDir, 'rescues')).filter((path) => path.endsWith('.partial')),
    // Instances share runtime volumes, and mirrors are there for the next clone.
    ...found.filter(({ safe }) => !safe).map(({ kind, name }) => `${kind} ${name}`),
  ]
}

const filesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [])
