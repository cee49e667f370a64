import { randomBytes } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'

/** Writes a file of ours (0600) whole or not at all. */
export function replaceFile(path: string, data: string | Uint8Array): void {
  const partial = `${path}.${randomBytes(4).toString('hex')}.new`
  writeFileSync(partial, data, { mode: 0o600, flush: true })
  renameSync(partial, path)
}
