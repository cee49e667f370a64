// What the sweeper knows of a session. Times are milliseconds of the monotonic clock, so that nobody's clock setting ages a session.
import type { AgentState } from '../../../contract/session-state.ts'

/** What the supervisor says of the processes in the place. */
export type ProcessReport = {
  /** A terminal's foreground process group is not its shell's own. A job that sleeps is a job. */
  foregroundJob: boolean
  /** A process lives that the agent started in its current turn, whatever CPU it uses. */
  turnProcess: boolean
  /** CPU of the busiest process beside the started program itself, averaged over the last minute; 100 = one core. */
  childCpuPercent: number
}

export type Processes = { known: true; at: number; report: ProcessReport } | { known: false; since: number }

export type AgentFact = { state: AgentState['state']; turnInFlight: boolean; since: number }

export type Facts = {
  /** Grows with every sign of activity; a stop that was decided at an older one is void. */
  generation: number
  pinned: boolean
  /** null = never. */
  timeoutMs: number | null
  /** When the place was started, or first seen running. */
  startedAt: number
  /** Typing, a prompt, a write by the API, "Keep running". */
  lastInputAt: number | null
  /** The screen changed beyond a spinner line. */
  screenChangedAt: number | null
  agent: AgentFact
  processes: Processes
  /** The last moment at which a state (as opposed to an event) made the session active. */
  busyUntil: number
  /** Since when neither CPU nor output nor input was seen, whatever else holds. */
  quietSince: number
}

/** What keeps a session from being idle right now, apart from how long ago something happened. */
export type Because = 'pinned' | 'no timeout' | 'unknown' | 'agent working' | 'agent waiting' | 'foreground job' | 'turn process' | 'child cpu'

export const busyCpuPercent = 1
/** A supervisor reports every few seconds; one that has not for this long is not known to be idle. */
const reportStaleMs = 60_000

/** The state that makes a session active at `now`; null where only the time since the last event counts. */
export function busyBecause(facts: Pick<Facts, 'agent' | 'processes'>, now: number): Because | null {
  const { agent, processes } = facts
  if (agent.state === 'working') return 'agent working'
  if (agent.state === 'waiting' && agent.turnInFlight) return 'agent waiting'
  if (processes.known && processes.report.foregroundJob) return 'foreground job'
  if (processes.known && processes.report.turnProcess) return 'turn process'
  if (processes.known && processes.report.childCpuPercent >= busyCpuPercent) return 'child cpu'
  return unknownSince(facts, now) === null ? null : 'unknown'
}

/** Since when it is not known whether the session is busy; null where it is known. */
export function unknownSince(facts: Pick<Facts, 'agent' | 'processes'>, now: number): number | null {
  const since: number[] = []
  if (facts.agent.state === 'unknown') since.push(facts.agent.since)
  if (!facts.processes.known) since.push(facts.processes.since)
  else if (now - facts.processes.at > reportStaleMs) since.push(facts.processes.at + reportStaleMs)
  return since.length === 0 ? null : Math.min(...since)
}
