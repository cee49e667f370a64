// The files of an installation as two assets of the binary: a list, and their bytes one after the other, compressed.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { constants, zstdCompressSync } from 'node:zlib'

/** `path` is below the installation's root; `mode` has the permission bits alone. */
export type PackedFile = { path: string; size: number; mode: number; sha256: string }

/** `id` names the content of everything in the binary. */
export type PackedList = { id: string; files: PackedFile[] }

export type Packed = { list: PackedList; bytes: Uint8Array }

/** Packs files below a root. `beside` is what else the binary's identity depends on: its Node, its launcher. */
export function packFiles({ root, paths, beside }: { root: string; paths: readonly string[]; beside: readonly (string | Uint8Array)[] }): Packed {
  const contents: Uint8Array[] = []
  const files = [...paths].sort().map((path): PackedFile => {
    const file = join(root, path)
    const bytes = readFileSync(file)
    contents.push(bytes)
    return { path, size: bytes.length, mode: statSync(file).mode & 0o100 ? 0o700 : 0o600, sha256: sha256(bytes) }
  })
  const id = createHash('sha256').update(JSON.stringify(files))
  for (const part of beside) id.update(part)
  const bytes = zstdCompressSync(Buffer.concat(contents), { params: { [constants.ZSTD_c_compressionLevel]: 19 } })
  return { list: { id: id.digest('hex').slice(0, 16), files }, bytes }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
