import type { Readable } from 'node:stream'
import { extract } from 'tar-stream'

/** The one regular file in a tar, or null: for a link, a folder, or a file over `most` bytes. What a session put there is not trusted. */
export async function fileInArchive(archive: Readable, most: number): Promise<Uint8Array | null> {
  const entries = archive.pipe(extract())
  let file: Uint8Array | null = null
  for await (const entry of entries) {
    const { type, size } = entry.header
    if (type !== 'file' || size > most || file) {
      entry.resume()
      continue
    }
    const chunks: Uint8Array[] = []
    for await (const chunk of entry) chunks.push(chunk as Uint8Array)
    file = Buffer.concat(chunks)
  }
  return file
}
