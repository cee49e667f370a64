import { constants, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseSavedScreen, savedScreenPath, type SavedScreen } from '../protocol.ts'

const longestFile = 4 * 1024 * 1024

/** The last screens of terminals, in the state folder: what is shown of a session that does not run. */
export class SavedScreens {
  readonly #folder: string

  constructor(stateFolder: string) {
    this.#folder = stateFolder
    mkdirSync(dirname(this.#path('any')), { recursive: true, mode: 0o700 })
  }

  /** Whole or not at all, and durably; the keys of all terminals would wait for the disk where that was done at once. One at a time of each terminal. */
  async save(screen: SavedScreen): Promise<void> {
    const path = this.#path(screen.id)
    const temporary = `${path}.new`
    const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW, 0o600)
    try {
      await file.chmod(0o600)
      await file.writeFile(JSON.stringify(screen))
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
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
