// All that stopping idle sessions takes, put together for the sessions room: what agents do, signs of activity, the sweeper.
import type { AskRequest, SupervisorLink } from '../../terminal/link.ts'
import { createAgentStates, type AgentAbout } from '../agent-state/agent-states.ts'
import { createAskAgent } from '../agent-state/ask-agent.ts'
import { createScreenGlance } from '../agent-state/screen-glance.ts'
import type { Signal } from '../agent-state/signal.ts'
import type { Operations } from '../operations/operations.ts'
import type { AgentState } from '../../../contract/session-state.ts'
import { createActivity } from './activity.ts'
import type { Clock } from './clock.ts'
import { createSessionWatch } from './session-watch.ts'
import { createStopIfIdle } from './stop-if-idle.ts'
import { createSweeper } from './sweeper.ts'
import { timeoutOf } from './timeout.ts'

/** A running session. */
export type IdleCandidate = {
  id: string
  agent: AgentAbout
  pinned: boolean
  idleTimeoutMinutes: number | null
  /** A session without a supervisor says itself what it does; null for all others. */
  conversation: AgentState['state'] | null
}

export type IdleSessionsDeps = {
  clock: Clock
  /** false: nothing is stopped for being idle. */
  on: boolean
  /** The running sessions. */
  list: () => readonly IdleCandidate[]
  find: (sessionId: string) => IdleCandidate | null
  /** Of any session: its agent may tell of itself before its place is said to run. */
  aboutOf: (sessionId: string) => AgentAbout
  linkOf: (sessionId: string) => SupervisorLink | null
  /** How to ask a session's agent what it does; null where it cannot be asked. */
  questionOf: (sessionId: string) => Promise<AskRequest | null>
  operations: Pick<Operations, 'run' | 'current'>
  /** Stops a session, as its operation, for being idle. */
  stop: (sessionId: string) => Promise<void>
  /** Starts it again in the same conversation. */
  wake: (sessionId: string) => Promise<void>
  /** Something that a session shows has changed: its agent's state, the time of its stop, its notice or question. */
  onChange: (sessionId: string) => void
  onFailure: (sessionId: string, error: unknown) => void
}

export function createIdleSessions(deps: IdleSessionsDeps) {
  const { clock, find } = deps
  const activity = createActivity({ now: clock.monotonic })
  const agentStates = createAgentStates({
    now: clock.wall,
    onChange: (sessionId, { state, turnInFlight }) => {
      activity.agent(sessionId, { state, turnInFlight })
      deps.onChange(sessionId)
    },
  })
  const watch = createSessionWatch({
    clock, activity, agentStates, linkOf: deps.linkOf,
    askAgent: createAskAgent({ now: clock.wall, agentStates, linkOf: deps.linkOf, questionOf: deps.questionOf }),
    list: () => deps.list().flatMap(({ id, agent, conversation }) => (conversation === null ? [{ id, reporting: agent.reporting }] : [])),
  })
  const glance = createScreenGlance({ clock, agentStates, linkOf: deps.linkOf })
  const candidateOf = ({ id, pinned, idleTimeoutMinutes }: IdleCandidate) => ({ id, pinned, timeoutMs: timeoutOf(idleTimeoutMinutes, deps.on) })
  const sweeper = createSweeper({
    clock, activity,
    list: () => {
      const candidates = deps.list()
      for (const candidate of candidates) hearConversation(candidate)
      return candidates.map(candidateOf)
    },
    find: (sessionId) => {
      const candidate = find(sessionId)
      return candidate && candidateOf(candidate)
    },
    stop: createStopIfIdle({ operations: deps.operations, activity, isRunning: (sessionId) => find(sessionId) !== null, stop: deps.stop, wake: deps.wake }),
    onChange: (sessionId) => deps.onChange(sessionId),
    onFailure: deps.onFailure,
  })

  /** A conversation knows its turns, and its process ends what it started with them. */
  function hearConversation({ id, conversation }: IdleCandidate): void {
    if (conversation === null) return
    activity.agent(id, { state: conversation, turnInFlight: conversation === 'working' || conversation === 'waiting' })
    activity.processes(id, { foregroundJob: false, turnProcess: false, childCpuPercent: 0 })
  }

  return {
    /** The session's place was started, or found running. */
    started(sessionId: string): void {
      activity.started(sessionId)
      sweeper.reconsider(sessionId)
    },
    /** Its supervisor told of its terminals, or was lost. */
    onLink(sessionId: string, link: Pick<SupervisorLink, 'state' | 'terminals'>): void {
      if (link.state !== 'connected') agentStates.hear(sessionId, { kind: 'silent', at: clock.wall() })
      else {
        const about = deps.aboutOf(sessionId)
        agentStates.observe(sessionId, about, link.terminals().find(({ kind }) => kind === 'agent') ?? null)
        if (about.reporting === 'itself') glance.changed(sessionId)
      }
    },
    /** Its place was left, since it stopped: what its agent last did says nothing of the next one. */
    left(sessionId: string): void {
      agentStates.forget(sessionId)
      glance.forget(sessionId)
    },
    /** Somebody typed, or sent a prompt. */
    input(sessionId: string): void {
      activity.input(sessionId)
      // Only a notice that stands has to go at once; all else is seen at the next tick.
      if (sweeper.viewOf(sessionId).notice) sweeper.reconsider(sessionId)
    },
    keepRunning: (sessionId: string): void => sweeper.keepRunning(sessionId),
    /** Its pin or timeout was changed, or it stopped. */
    changed: (sessionId: string): void => sweeper.reconsider(sessionId),
    forget(sessionId: string): void {
      activity.forget(sessionId)
      agentStates.forget(sessionId)
      glance.forget(sessionId)
      sweeper.reconsider(sessionId)
    },
    agentState: (sessionId: string): AgentState | null => agentStates.shown(sessionId),
    /** When it will be stopped, whether that was announced, and what is asked. */
    viewOf: sweeper.viewOf,
    /** A hook's report, a title, the answer to `agents --json`. */
    hear: (sessionId: string, signal: Signal): void => agentStates.hear(sessionId, signal),
    start(): void {
      watch.start()
      sweeper.start()
    },
    close(): void {
      watch.close()
      glance.close()
      sweeper.close()
    },
  }
}
export type IdleSessions = ReturnType<typeof createIdleSessions>
