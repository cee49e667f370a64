import type { ProgramReport, TerminalInfo } from '../../terminal/link.ts'
import type { AgentState } from '../../../contract/session-state.ts'
import { beginning, isAskDue, reduce, stateOf, type KnownState, type Memory } from './ladder.ts'
import type { Reporting, Signal, Signs } from './signal.ts'

/** The agent's terminal, as its supervisor tells of it. */
export type AgentTerminal = Pick<TerminalInfo, 'running' | 'pid' | 'offset' | 'busy' | 'program' | 'busyParts' | 'title' | 'notice' | 'exit'>

/** `shell`: at a prompt whenever nothing else runs. Of a command of one's own nobody can tell. */
export type AgentAbout = { reporting: Reporting; shell: boolean; signs?: Signs | undefined }

type Tracked = { memory: Memory; seen: AgentTerminal | null; shown: KnownState; turnBeganAt: number | null }

/** What every session's agent does, from what its supervisor tells and whatever else is heard of it. `now` is in ms since 1970. */
export function createAgentStates(deps: { now: () => number; onChange: (sessionId: string, state: KnownState) => void }) {
  const sessions = new Map<string, Tracked>()

  function trackedOf(sessionId: string, reporting: Reporting): Tracked {
    const found = sessions.get(sessionId)
    if (found) return found
    const now = deps.now()
    const memory = beginning(reporting, now)
    const fresh: Tracked = { memory, seen: null, shown: stateOf(memory, now), turnBeganAt: null }
    sessions.set(sessionId, fresh)
    return fresh
  }

  /** Shows what has changed; also what changes by time alone. */
  function look(sessionId: string): void {
    const tracked = sessions.get(sessionId)
    if (!tracked) return
    const before = tracked.shown
    const state = stateOf(tracked.memory, deps.now())
    tracked.shown = state
    if (state.turnInFlight && !before.turnInFlight) tracked.turnBeganAt = state.since
    const same = before.state === state.state && before.source === state.source && before.message === state.message && before.waitsFor === state.waitsFor && before.turnInFlight === state.turnInFlight && before.since === state.since
    if (!same) deps.onChange(sessionId, state)
  }

  return {
    /** The supervisor told of its terminals; `terminal` is null while the agent has none. */
    observe(sessionId: string, about: AgentAbout, terminal: AgentTerminal | null): void {
      const tracked = trackedOf(sessionId, about.reporting)
      const signals = signalsOf({ about, before: tracked.seen, terminal, now: deps.now() })
      tracked.memory = [{ kind: 'connected', at: deps.now() } as const, ...signals].reduce(reduce, tracked.memory)
      tracked.seen = terminal
      look(sessionId)
    },
    /** A hook, a title, the answer to `agents --json`, a supervisor that fell silent. */
    hear(sessionId: string, signal: Signal): void {
      const tracked = sessions.get(sessionId)
      if (!tracked) return
      tracked.memory = reduce(tracked.memory, signal)
      look(sessionId)
    },
    look,
    of: (sessionId: string): KnownState | null => sessions.get(sessionId)?.shown ?? null,
    /** As the API shows it; null where nothing was ever heard. */
    shown(sessionId: string): AgentState | null {
      const known = sessions.get(sessionId)?.shown
      return known ? { state: known.state, source: known.source, since: new Date(known.since).toISOString(), message: known.message, ...(known.waitsFor ? { waitsFor: known.waitsFor } : {}) } : null
    },
    /** When the present turn began, or else the last; null where none was seen. */
    turnBeganAt: (sessionId: string): number | null => sessions.get(sessionId)?.turnBeganAt ?? null,
    isAskDue: (sessionId: string): boolean => {
      const tracked = sessions.get(sessionId)
      return tracked !== undefined && isAskDue(tracked.memory, deps.now())
    },
    forget: (sessionId: string): boolean => sessions.delete(sessionId),
  }
}
export type AgentStates = ReturnType<typeof createAgentStates>

type Observation = { about: AgentAbout; before: AgentTerminal | null; terminal: AgentTerminal | null; now: number }

/** What is new in what a supervisor tells. */
function signalsOf({ about, before, terminal, now }: Observation): Signal[] {
  if (!terminal) return []
  const signals: Signal[] = []
  if (terminal.running && before && before.pid !== terminal.pid) signals.push({ kind: 'started', at: now })
  if (!terminal.running) {
    const at = timeOf(terminal.exit?.at, now)
    if (before?.running === false) return signals
    return [...signals, { kind: 'ended', at, code: terminal.exit?.code ?? null, signal: terminal.exit?.signal ?? null, asked: terminal.exit?.cause === 'stopped by user', diskFull: terminal.exit?.cause === 'disk full' }]
  }
  if (before && terminal.offset > before.offset) signals.push({ kind: 'output', at: now })
  if (about.reporting === 'processes') signals.push({ kind: 'processes', at: now, atPrompt: terminal.busy ? false : about.shell ? true : null })
  const { program } = terminal
  if (program && (before?.program?.state !== program.state || before.program.message !== program.message || before.program.at !== program.at)) {
    signals.push({ kind: 'osc7501', at: timeOf(program.at, now), report: reportOf(program) })
  }
  if (!program && before?.program) signals.push({ kind: 'osc7501', at: now, report: reportOf({ state: 'clear', message: null, blockedBy: null }) })
  return [...signals, ...partsOf(before?.busyParts ?? [], terminal.busyParts, now), ...(about.signs ? signsOf(about.signs, { before, terminal, now }) : saidBeside(before, terminal, now))]
}

function partsOf(before: readonly string[], after: readonly string[], at: number): Signal[] {
  const told = (part: string, state: 'working' | 'done'): Signal => ({ kind: 'osc7501', at, report: { state, part, blockedBy: null, message: null } })
  return [
    ...before.filter((part) => !after.includes(part)).map((part) => told(part, 'done')),
    ...after.filter((part) => !before.includes(part)).map((part) => told(part, 'working')),
  ]
}

/** Titles and notifications tell by changing: the one that stands when the server comes may be of long ago. */
function saidBeside(before: AgentTerminal | null, { title, notice }: AgentTerminal, now: number): Signal[] {
  if (!before) return []
  return [
    ...(title === before.title ? [] : [{ kind: 'title', at: now, text: title } as const]),
    ...(notice === null || notice.count === before.notice?.count ? [] : [{ kind: 'notification', at: timeOf(notice.at, now), text: notice.text } as const]),
  ]
}

/** A title that means something holds for as long as it stands. */
function signsOf(signs: Signs, { before, terminal: { title, notice }, now }: Pick<Observation, 'before' | 'now'> & { terminal: AgentTerminal }): Signal[] {
  const isNewTitle = before === null || before.title !== title
  const isNewNotice = before !== null && notice !== null && notice.count !== before.notice?.count
  const meant = [
    isNewNotice ? { by: 'notification' as const, sign: signs.notification(notice.text) } : null,
    isNewTitle ? { by: 'title' as const, sign: signs.title(title) } : null,
  ]
  return meant.flatMap((one) => (one?.sign ? [{ kind: 'sign', at: now, by: one.by, sign: one.sign } as const] : []))
}

function reportOf({ state, message, blockedBy }: Pick<NonNullable<AgentTerminal['program']>, 'state' | 'message' | 'blockedBy'>): ProgramReport {
  // A supervisor of an earlier version says that it waits and the words, not for what; Claude Code's words for an expired login begin like this.
  const guessed = message?.startsWith('Please run /login') ? 'auth' : 'other'
  return { state, part: null, blockedBy: state === 'waiting' ? (blockedBy ?? guessed) : null, message }
}

/** A time that the other end gave: its clock may be ahead of ours. */
function timeOf(iso: string | undefined, now: number): number {
  const at = iso === undefined ? NaN : Date.parse(iso)
  return Number.isNaN(at) ? now : Math.min(at, now)
}
