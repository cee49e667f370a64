// What a session's terminals last showed, for when it does not run: read from its state directory, kept beside the database so
// that it can be shown with the engine down too.
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { replaceFile } from '../../replace-file.ts'
import { parseSavedScreen, savedScreenPath, type SavedScreen } from '../../terminal/saved-screen.ts'

const longestScreenFile = 4 * 1024 * 1024

export type LastScreensDeps = {
  folder: string
  terminalIdsOf: (sessionId: string) => readonly string[]
  /** A file of the session's state directory, as its adapter reads it. */
  readStateFile: (sessionId: string, path: string, most: number) => Promise<Uint8Array | null>
  log: Logger
}

export function createLastScreens(deps: LastScreensDeps) {
  const fileOf = (terminalId: string): string => join(deps.folder, `${terminalId}.json`)

  /** Asks the place for the screens of a session and keeps them. What cannot be read leaves the kept one as it is. */
  async function keep(sessionId: string): Promise<void> {
    await mkdir(deps.folder, { recursive: true, mode: 0o700 })
    for (const id of deps.terminalIdsOf(sessionId)) {
      const content = await deps.readStateFile(sessionId, savedScreenPath(id), longestScreenFile).catch((error: unknown) => {
        deps.log.warn({ err: error, session: sessionId }, 'the last screen of a terminal could not be read')
        return null
      })
      if (content && parsed(content, id)) replaceFile(fileOf(id), content)
    }
  }

  return {
    keep,
    /** null where nothing was kept. */
    async read(terminalId: string): Promise<SavedScreen | null> {
      try {
        return parsed(await readFile(fileOf(terminalId)), terminalId)
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      }
    },
    async forget(terminalIds: readonly string[]): Promise<void> {
      await Promise.all(terminalIds.map((id) => rm(fileOf(id), { force: true })))
    },
  }
}
export type LastScreens = ReturnType<typeof createLastScreens>

function parsed(content: Uint8Array, terminalId: string): SavedScreen | null {
  const screen = parseSavedScreen(Buffer.from(content).toString('utf8'))
  return screen?.id === terminalId ? screen : null
}
