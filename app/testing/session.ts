import type { Session } from '../api.ts'

/** A session for tests of how sessions are shown: running, nothing known of its agent. */
export function sessionWith(changes: Partial<Session> = {}): Session {
  const at = '2026-01-01T00:00:00.000Z'
  return {
    id: 'a', name: 'shop', repoUrl: 'https://host.example/acme/shop', branch: 'main', newBranch: null, status: 'running', statusReason: null, statusCheckedAt: at, steps: [],
    environmentId: 'e', environmentKind: 'DOCKER', agent: 'claude', agentState: { state: 'unknown', source: 'none', since: at, message: null },
    credentials: null, pinned: false, idleTimeoutMinutes: 60, stopsAt: null, stopNotice: false, question: null, lastActivityAt: at, containerId: null, volumeName: null, engine: 'ok', exit: null, git: null, rescueProgress: null, settingsPending: [], supervisorOutdated: false, cloned: true, createdAt: at,
    ...changes,
  }
}
