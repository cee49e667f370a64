import type { AgentFact, Facts, ProcessReport, Processes } from './facts.ts'
import { busyBecause, busyCpuPercent } from './facts.ts'

/** What is remembered of a session; `pinned` and the timeout are its row's. */
export type Seen = Omit<Facts, 'pinned' | 'timeoutMs'>

const reportsNothing: AgentFact = { state: 'unknown', turnInFlight: false, since: 0 }

/**
 * Signs of activity, as they come in, per session. Everything that makes a session active moves its generation on, so that a
 * stop decided before can be told from one decided after. `now` is monotonic.
 */
export function createActivity(deps: { now: () => number }) {
  const sessions = new Map<string, Seen>()

  function seenOf(sessionId: string): Seen {
    const found = sessions.get(sessionId)
    if (found) return found
    const now = deps.now()
    const fresh: Seen = {
      generation: 1,
      startedAt: now,
      lastInputAt: null,
      screenChangedAt: null,
      agent: { ...reportsNothing, since: now },
      processes: { known: false, since: now },
      busyUntil: now,
      quietSince: now,
    }
    sessions.set(sessionId, fresh)
    return fresh
  }

  /** Applies a change. A state that lasted until now, or that begins now, counts as activity now. */
  function change(sessionId: string, apply: (seen: Seen, now: number) => void): void {
    const seen = seenOf(sessionId)
    const now = deps.now()
    const wasBusy = busyBecause(seen, now) !== null
    apply(seen, now)
    const busy = busyBecause(seen, now) !== null
    if (wasBusy || busy) seen.busyUntil = now
    if (busy && !wasBusy) seen.generation++
  }

  function event(sessionId: string, apply: (seen: Seen, now: number) => void): void {
    change(sessionId, (seen, now) => {
      apply(seen, now)
      seen.quietSince = now
      seen.generation++
    })
  }

  return {
    /** The place was started, or found running: everything known of an earlier run is void. */
    started(sessionId: string): void {
      const generation = (sessions.get(sessionId)?.generation ?? 0) + 1
      sessions.delete(sessionId)
      seenOf(sessionId).generation = generation
    },
    /** Typing, a prompt, a write by the API, "Keep running". An open tab or a resize is none. */
    input: (sessionId: string): void => event(sessionId, (seen, now) => { seen.lastInputAt = now }),
    /** The screen changed beyond a spinner line. */
    screen: (sessionId: string): void => event(sessionId, (seen, now) => { seen.screenChangedAt = now }),
    /** Something was printed, if only a spinner: no activity by itself, but not silence either. */
    output(sessionId: string): void {
      seenOf(sessionId).quietSince = deps.now()
    },
    agent(sessionId: string, agent: Pick<AgentFact, 'state' | 'turnInFlight'>): void {
      change(sessionId, (seen, now) => {
        const same = seen.agent.state === agent.state && seen.agent.turnInFlight === agent.turnInFlight
        if (!same) seen.agent = { state: agent.state, turnInFlight: agent.turnInFlight, since: now }
      })
    },
    processes(sessionId: string, report: ProcessReport): void {
      change(sessionId, (seen, now) => {
        seen.processes = { known: true, at: now, report: { ...report } }
        if (report.childCpuPercent >= busyCpuPercent) seen.quietSince = now
      })
    },
    /** The supervisor or the engine does not answer: from here nothing is known. */
    silent(sessionId: string): void {
      change(sessionId, (seen, now) => { seen.processes = silentSince(seen.processes, now) })
    },
    forget: (sessionId: string): boolean => sessions.delete(sessionId),
    generationOf: (sessionId: string): number => sessions.get(sessionId)?.generation ?? 0,
    /** Asking about a session that nothing was heard of makes it unknown from now on. */
    of: (sessionId: string): Readonly<Seen> => seenOf(sessionId),
  }
}
export type Activity = ReturnType<typeof createActivity>

function silentSince(processes: Processes, now: number): Processes {
  return processes.known ? { known: false, since: now } : processes
}
