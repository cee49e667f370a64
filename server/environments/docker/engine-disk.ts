import { diskOf, type Disk } from '../../disk.ts'

/**
 * The disk that an engine keeps its volumes on; null where that cannot be found out. Its folder is asked for until the engine has
 * said it, the disk each time.
 */
export function createEngineDisk(folderOf: () => Promise<string | null>): () => Promise<Disk | null> {
  let folder: Promise<string | null> | null = null
  return async () => {
    folder ??= folderOf()
    const asked = folder
    try {
      const known = await asked
      return known === null ? null : await diskOf(known)
    } catch {
      // An engine that did not answer may answer the next time.
      if (folder === asked) folder = null
      return null
    }
  }
}
