import { statfsSync } from 'node:fs'
import { constants } from 'node:os'

/** Bytes with which no program gets far. */
const nothingLeft = 512 * 1024

/** Whether one of these folders lies on a disk without room; a folder that cannot be looked at does not tell. */
export function diskIsFull(folders: readonly string[]): boolean {
  return folders.some((folder) => {
    try {
      const { bavail, blocks, bsize } = statfsSync(folder)
      // Some file systems have no size to tell.
      return blocks > 0 && bavail * bsize < nothingLeft
    } catch {
      return false // it is gone, or not ours to see
    }
  })
}

/** Ends this program, with the number of that error, where there is no room for what it must write before it can begin. */
export function needingRoom<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))) throw error
    console.error(JSON.stringify({ at: new Date().toISOString(), level: 'error', what: 'no room to start', error: String(error) }))
    process.exit(constants.errno.ENOSPC)
  }
}
