import { agentIn } from './agents/agents.ts'
import type { PendingSetting } from '../environments/adapter.ts'
import type { Environments } from '../environments/environments.ts'
import type { ProcessManager } from '../legacy/process-manager.ts'
import type { AgentState, Exit, Step } from '../../contract/session-state.ts'
import type { Session, SessionCredentials } from './session.ts'
import type { Progress } from './rescue/take-rescue.ts'
import type { GitWarnings } from './work/git-warnings.ts'
import type { SweepView } from './sweeper/sweeper.ts'
import type { SessionRow } from './session-store.ts'

/** A row as the API shows it. JSON columns were validated when they were written. */
export type SessionViewDeps = {
  environments: Environments
  legacy: ProcessManager
  /** null where nothing was ever heard of the session's agent. */
  agentStateOf: (sessionId: string) => AgentState | null
  sweepOf: (sessionId: string) => SweepView
  rescueProgressOf: (sessionId: string) => Progress | null
  credentialsOf: (row: SessionRow) => SessionCredentials | null
  settingsPendingOf: (row: SessionRow) => PendingSetting[]
  supervisorOutdated: (sessionId: string) => boolean
}

export function createSessionView({ environments, legacy, agentStateOf, sweepOf, credentialsOf, rescueProgressOf, settingsPendingOf, supervisorOutdated }: SessionViewDeps) {
  return (row: SessionRow): Session => {
    const conversation = row.environmentId === null ? legacy.view(row.id) : null
    const running = row.status === 'running'
    const sweep = running ? sweepOf(row.id) : null
    const environment = row.environmentId === null ? null : environments.find(row.environmentId)
    return {
      id: row.id,
      name: row.name,
      repoUrl: row.repoUrl,
      branch: row.branch,
      newBranch: row.newBranch,
      status: row.status,
      statusReason: row.statusReason,
      statusCheckedAt: row.statusCheckedAt,
      steps: row.steps as Step[],
      environmentId: row.environmentId,
      environmentKind: environment?.kind ?? null,
      agent: agentIn(row).id,
      agentState: conversation?.agentState ?? (running ? agentStateOf(row.id) : null) ?? { state: 'unknown', source: 'none', since: row.createdAt, message: null },
      credentials: credentialsOf(row),
      pinned: row.pinned,
      idleTimeoutMinutes: row.idleTimeoutMinutes,
      stopsAt: sweep?.stopsAt ?? null,
      stopNotice: sweep?.notice ?? false,
      question: sweep?.question ?? null,
      lastActivityAt: conversation?.lastActivityAt ?? row.lastActivityAt,
      containerId: row.containerId,
      volumeName: row.volumeName,
      engine: environment ? environments.readinessOf(environment.id).engine : null,
      exit: row.exit as Exit | null,
      git: row.git as GitWarnings | null,
      rescueProgress: rescueProgressOf(row.id),
      settingsPending: row.cloned ? settingsPendingOf(row) : [],
      supervisorOutdated: running && supervisorOutdated(row.id),
      cloned: row.cloned,
      createdAt: row.createdAt,
    }
  }
}
export type SessionView = ReturnType<typeof createSessionView>
