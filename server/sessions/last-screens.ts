// What a session's terminals last showed, for when it does not run: read from its state directory, kept beside the database so
// that it can be shown with the engine down too.
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../replace-file.ts'
import { parseSavedScreen, savedScreenPath, type SavedScreen } from '../terminal/saved-screen.ts'
import { knownTerminals } from './agent-terminal.ts'
import { placeAndAdapter, type SessionContext } from './context.ts'

export const longestScreenFile = 4 * 1024 * 1024

export function createLastScreens(deps: { context: () => SessionContext; folder: string }) {
  const fileOf = (terminalId: string): string => join(deps.folder, `${terminalId}.json`)

  /** Asks the place for the screens of a session and keeps them. What cannot be read leaves the kept one as it is. */
  async function keep(sessionId: string): Promise<void> {
    const context = deps.context()
    const { place, adapter } = placeAndAdapter(context, sessionId)
    await mkdir(deps.folder, { recursive: true, mode: 0o700 })
    for (const { id } of knownTerminals(context.store.get(sessionId).terminals)) {
      const content = await adapter.readStateFile(place, savedScreenPath(id), longestScreenFile).catch((error: unknown) => {
        context.log.warn({ err: error, session: sessionId }, 'the last screen of a terminal could not be read')
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
