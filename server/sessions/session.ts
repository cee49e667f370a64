import type { CredentialMode } from '../../contract/environment.ts'
import type { PendingSetting } from '../environments/adapter.ts'
import type { Usage } from '../environments/usage.ts'
import type { AgentName } from '../../contract/session.ts'
import type { AgentState, EngineState, Exit, SessionStatus, Step } from '../../contract/session-state.ts'
import type { Progress } from './rescue/take-rescue.ts'
import type { GitWarnings } from './work/git-warnings.ts'

/** How the session's agent is signed in. */
export type SessionCredentials = {
  mode: CredentialMode
  /** Other sessions that use the same sign-in. */
  sharedWith: number
  /** The sign-in does not work any more: what happened and how to mend it. */
  problem: string | null
}

/** A session as the API shows it. */
export type Session = {
  id: string
  name: string
  repoUrl: string
  branch: string | null
  /** Made from `branch` after the clone; null = none was asked for. */
  newBranch: string | null
  status: SessionStatus
  statusReason: string | null
  statusCheckedAt: string
  steps: Step[]
  environmentId: string | null
  environmentKind: 'HOST' | 'DOCKER' | null
  agent: AgentName
  agentState: AgentState
  /** null where its agent has no sign-in that claudework knows of. */
  credentials: SessionCredentials | null
  pinned: boolean
  idleTimeoutMinutes: number | null
  /** When it will be stopped for being idle; null while it is not counted down. */
  stopsAt: string | null
  /** That stop is near enough to be announced. */
  stopNotice: boolean
  /** Asked where being busy has become doubtful; nothing is done without an answer. */
  question: string | null
  lastActivityAt: string | null
  containerId: string | null
  volumeName: string | null
  engine: EngineState
  exit: Exit | null
  /** What its work tree held, when that was last asked; null = never. */
  git: GitWarnings | null
  /** How far the rescue of its work is, while it is being deleted. */
  rescueProgress: Progress | null
  /** Settings of its environment that differ from what it has, and when it gets them; a running session is never changed. */
  settingsPending: PendingSetting[]
  /** Its supervisor is from before an upgrade: it works on, and a restart of the session brings the new one. */
  supervisorOutdated: boolean
  /** The clone is whole: `start` may be asked for; else `retry`. */
  cloned: boolean
  createdAt: string
}

/** What a session uses, at a time. */
export type SessionStats = Usage & { at: string }

export type SessionChange =
  | { kind: 'list'; sessions: Session[] }
  | { kind: 'upsert'; session: Session }
  | { kind: 'removed'; id: string }
