import { statfs } from 'node:fs/promises'

/** Bytes. */
export type Disk = { free: number; total: number }

/** The disk that holds a folder; null where it cannot be looked at. */
export async function diskOf(folder: string): Promise<Disk | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder)
    return { free: bavail * bsize, total: blocks * bsize }
  } catch {
    return null // another machine's folder, or one that we may not look at: not known
  }
}
