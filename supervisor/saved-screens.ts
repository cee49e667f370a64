import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSavedScreen, savedScreenPath, type SavedScreen } from './protocol.ts'
import { replaceFile } from './state-folder.ts'

const longestFile = 4 * 1024 * 1024

/** The last screens of terminals, in the state folder: what is shown of a session that does not run. */
export class SavedScreens {
  readonly #folder: string

  constructor(stateFolder: string) {
    this.#folder = stateFolder
    mkdirSync(dirname(this.#path('any')), { recursive: true, mode: 0o700 })
  }

  save(screen: SavedScreen): void {
    replaceFile(this.#path(screen.id), JSON.stringify(screen))
  }

  /** null where there is none that can be shown. */
  load(id: string): SavedScreen | null {
    const path = this.#path(id)
    const file = statSync(path, { throwIfNoEntry: false })
    return file?.isFile() && file.size <= longestFile ? parseSavedScreen(readFileSync(path, 'utf8')) : null
  }

  forget(id: string): void {
    rmSync(this.#path(id), { force: true })
  }

  #path(id: string): string {
    return join(this.#folder, savedScreenPath(id))
  }
}
