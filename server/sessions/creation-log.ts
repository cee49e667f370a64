const keptLines = 500

/** The lines that creations print, the last ones of each, in memory: a creation does not outlive the server. */
export function createCreationLogs() {
  const logs = new Map<string, string[]>()
  return {
    begin(sessionId: string) {
      const lines: string[] = []
      logs.set(sessionId, lines)
      return {
        add(line: string): void {
          lines.push(line)
          if (lines.length > keptLines) lines.splice(0, lines.length - keptLines)
        },
      }
    },
    read: (sessionId: string): string[] => [...(logs.get(sessionId) ?? [])],
    forget: (sessionId: string): void => { logs.delete(sessionId) },
  }
}
export type CreationLogs = ReturnType<typeof createCreationLogs>
