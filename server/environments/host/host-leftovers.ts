import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Leftover, LeftoverSearch } from '../adapter.ts'

/** Folders of sessions that are in no list. They may hold work, so a person looks into them. */
export function hostLeftovers(sessionsFolder: string, { known, before }: LeftoverSearch): Leftover[] {
  if (!existsSync(sessionsFolder)) return []
  return readdirSync(sessionsFolder)
    .filter((name) => !known.has(name) && statSync(join(sessionsFolder, name)).mtimeMs <= before)
    .map((name): Leftover => ({ kind: 'folder', name: join(sessionsFolder, name), what: 'The folder of a session that is not in the list; it may hold work', safe: false, sessionId: name }))
}

/** What an upgrade leaves, once the last session that ran from it has ended. */
export function leftVersion(folder: string): Leftover {
  return { kind: 'folder', name: folder, what: 'Programs of another version of claudework, from which nothing runs any more', safe: true, sessionId: null }
}
