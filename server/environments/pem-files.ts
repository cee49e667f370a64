import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { dockerConfig } from '../../contract/environment.ts'
import { isPem } from '../../contract/engine.ts'
import { replaceFile } from '../replace-file.ts'

/**
 * Certificates and keys that were given as text, each in a file that only the server's user reads: neither the database nor a list of
 * environments ever holds a key. Named by their content, so that a session keeps the keys of the engine it was made on.
 */
export function createPemFiles(folder: string) {
  const folderOf = (environmentId: string): string => join(folder, environmentId)

  function keep(environmentId: string, pem: string): string {
    if (!isPem(pem)) return pem
    mkdirSync(folderOf(environmentId), { recursive: true, mode: 0o700 })
    const path = join(folderOf(environmentId), `${createHash('sha256').update(pem).digest('hex').slice(0, 32)}.pem`)
    replaceFile(path, `${pem.trim()}\n`)
    return path
  }

  return {
    /** The settings with paths in place of texts. */
    stored(environmentId: string, config: Record<string, unknown>): Record<string, unknown> {
      const parsed = dockerConfig.safeParse(config)
      const engine = parsed.success ? parsed.data.engine : undefined
      if (engine?.type !== 'tcp' || !engine.tls) return config
      const { ca, cert, key } = engine.tls
      return { ...config, engine: { ...engine, tls: { ca: keep(environmentId, ca), cert: keep(environmentId, cert), key: keep(environmentId, key) } } }
    },
    forget: (environmentId: string): void => { rmSync(folderOf(environmentId), { recursive: true, force: true }) },
  }
}
export type PemFiles = ReturnType<typeof createPemFiles>
