import { mkdirSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../../replace-file.ts'

const keptLines = 500

/** The lines that creations print, the last ones of each; in memory while one runs, and in a file of `folder` from its end on. */
export function createCreationLogs({ folder }: { folder: string }) {
  const logs = new Map<string, string[]>()
  const fileOf = (sessionId: string): string => join(folder, `${sessionId}.txt`)
  return {
    begin(sessionId: string) {
      const lines: string[] = []
      logs.set(sessionId, lines)
      return {
        add(line: string): void {
          lines.push(line)
          if (lines.length > keptLines) lines.splice(0, lines.length - keptLines)
        },
        end(): void {
          mkdirSync(folder, { recursive: true, mode: 0o700 })
          replaceFile(fileOf(sessionId), lines.map((line) => `${line.replaceAll(/[\r\n]+/g, ' ')}\n`).join(''))
        },
      }
    },
    /** Nothing where its creation ended with an earlier server. */
    async read(sessionId: string): Promise<string[]> {
      const lines = logs.get(sessionId)
      if (lines) return [...lines]
      try {
        return (await readFile(fileOf(sessionId), 'utf8')).split('\n').slice(0, -1)
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
        throw error
      }
    },
    async forget(sessionId: string): Promise<void> {
      logs.delete(sessionId)
      await rm(fileOf(sessionId), { force: true })
    },
  }
}
export type CreationLogs = ReturnType<typeof createCreationLogs>
