import type { ProcessManager } from '../../legacy/process-manager.ts'
import type { AgentAbout } from '../agent-state/agent-states.ts'
import { agentIn } from '../agents/agents.ts'
import type { SessionRow, SessionStore } from '../session-store.ts'
import type { IdleCandidate } from './idle-sessions.ts'

/** Sessions as the sweeper sees them: those that run. */
export function createIdleCandidates({ store, legacy }: { store: Pick<SessionStore, 'list' | 'find'>; legacy: Pick<ProcessManager, 'view'> }) {
  function candidateOf(row: SessionRow | null): IdleCandidate | null {
    if (row?.status !== 'running') return null
    const { id, pinned, idleTimeoutMinutes } = row
    const conversation = row.environmentId === null ? (legacy.view(id)?.agentState.state ?? 'unknown') : null
    return { id, pinned, idleTimeoutMinutes, conversation, agent: aboutOf(row) }
  }

  return {
    list: (): IdleCandidate[] => store.list().flatMap((row) => candidateOf(row) ?? []),
    find: (sessionId: string): IdleCandidate | null => candidateOf(store.find(sessionId)),
    aboutOf: (sessionId: string): AgentAbout => aboutOf(store.find(sessionId)),
  }
}

function aboutOf(row: SessionRow | null): AgentAbout {
  const { reporting, signs, id } = agentIn(row ?? { agent: null })
  return { reporting, signs, shell: id === 'shell' }
}
