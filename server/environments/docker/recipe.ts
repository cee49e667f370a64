import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pack, type Pack } from 'tar-stream'

/** Files as they go into a build context or a container. */
export type PackedFile = { name: string; data: Buffer; mode: number }

/** The files right below a folder, in a fixed order. */
export function filesIn(folder: string, keep: (name: string) => boolean = () => true): PackedFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && keep(entry.name))
    .map(({ name }) => ({ name, data: readFileSync(join(folder, name)), mode: /\.sh$/.test(name) ? 0o755 : 0o644 }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function hashOf(files: readonly PackedFile[], ...more: string[]): string {
  const hash = createHash('sha256')
  for (const { name, data, mode } of files) hash.update(`${name}\0${String(mode)}\0${String(data.length)}\0`).update(data)
  for (const text of more) hash.update(`${text}\0`)
  return hash.digest('hex').slice(0, 16)
}

/** A tar of the files, below `folder` where one is given, owned by root. */
export async function packed(files: readonly PackedFile[], folder?: string): Promise<Buffer> {
  const archive = pack()
  if (folder !== undefined) archive.entry({ name: folder, type: 'directory', mode: 0o755, mtime: new Date(0) })
  for (const { name, data, mode } of files) archive.entry({ name: folder === undefined ? name : `${folder}/${name}`, mode, mtime: new Date(0) }, data)
  return archiveOf(archive)
}

/** All that was put into it, as one piece. */
export async function archiveOf(archive: Pack): Promise<Buffer> {
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
