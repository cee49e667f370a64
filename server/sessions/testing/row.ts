import type { SessionRow } from '../session-store.ts'

/** A row for tests of what is done with rows: a running shell in an environment that nobody asks for anything. */
export function rowWith(changes: Partial<SessionRow> & { id: string }): SessionRow {
  const at = '2026-01-01T00:00:00.000Z'
  return {
    name: changes.id, repoUrl: 'https://example.com/a.git', branch: null, newBranch: null, environmentId: 'e', agent: 'shell', command: null, permissionMode: null,
    status: 'running', statusReason: null, statusCheckedAt: at, steps: [], adapterState: null, containerId: null, volumeName: null, cloned: true,
    terminals: [], git: null, rescueId: null, exit: null, pinned: false, idleTimeoutMinutes: null, lastActivityAt: null, createdAt: at,
    ...changes,
  }
}
