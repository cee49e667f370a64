import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { join } from 'node:path'

/** A regular file below a folder that a session can write: no link on the way is followed. null where there is none, or it is over `most` bytes. */
export async function fileBelow(folder: string, path: string, most: number): Promise<Uint8Array | null> {
  const parts = path.split('/')
  let at = folder
  try {
    for (const part of parts.slice(0, -1)) {
      at = join(at, part)
      if (!(await lstat(at)).isDirectory()) return null
    }
    await using file = await open(join(at, parts.at(-1) ?? ''), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const stat = await file.stat()
    return stat.isFile() && stat.size <= most ? await file.readFile() : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ELOOP', 'ENOTDIR', 'ENXIO'].includes(String(error.code))) return null
    throw error
  }
}
