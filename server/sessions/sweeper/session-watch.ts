// Asks every running session's supervisor, every few seconds, what the sweeper must know. What is not answered is unknown.
import type { AgentStates } from '../agent-state/agent-states.ts'
import type { Reporting } from '../agent-state/signal.ts'
import type { SupervisorLink, TerminalInfo } from '../../terminal/link.ts'
import type { Activity } from './activity.ts'
import type { Clock } from './clock.ts'

const everyMs = 5_000
/** A spinner, a clock, a progress bar: one line. */
const spinnerLines = 1

type Looked = { offset: number; cols: number; rows: number; lines: string[] }
export type WatchedSession = { id: string; reporting: Reporting }

export type SessionWatchDeps = {
  clock: Clock
  activity: Pick<Activity, 'processes' | 'silent' | 'screen' | 'output' | 'agent'>
  agentStates: Pick<AgentStates, 'of' | 'turnBeganAt' | 'look' | 'hear'>
  /** Asks the agent itself, where it is time to. */
  askAgent: (sessionId: string) => Promise<void>
  /** The running sessions. */
  list: () => readonly WatchedSession[]
  linkOf: (sessionId: string) => Pick<SupervisorLink, 'state' | 'terminals' | 'activity' | 'screen'> | null
}

export function createSessionWatch(deps: SessionWatchDeps) {
  const { clock, activity, agentStates } = deps
  const looked = new Map<string, Map<string, Looked>>()
  const asking = new Set<string>()
  let cancel: () => void = () => undefined

  /** One question at a time per session: one that hangs leaves its session to grow stale, which is unknown. */
  async function look(session: WatchedSession): Promise<void> {
    if (asking.has(session.id)) return
    asking.add(session.id)
    try {
      await ask(session)
    } catch {
      // Why does not matter here: whoever uses the link is told. What matters is that nothing is known.
      activity.silent(session.id)
    } finally {
      asking.delete(session.id)
    }
  }

  async function ask({ id, reporting }: WatchedSession): Promise<void> {
    const link = deps.linkOf(id)
    if (link?.state !== 'connected') {
      agentStates.hear(id, { kind: 'silent', at: clock.wall() })
      activity.silent(id)
      tellAgent(id)
      return
    }
    agentStates.look(id)
    tellAgent(id)
    // Not waited for: a program that hangs must not keep the rest from being known. That it could not be asked is no answer, and said so.
    deps.askAgent(id).catch(() => undefined)
    const terminals = link.terminals().filter(({ running }) => running)
    await Promise.all(terminals.map((terminal) => compareScreen(id, terminal, link)))
    const { childCpuPerMille, youngestAgentChildMs } = await link.activity()
    if (childCpuPerMille === null) return
    const turnBeganAt = agentStates.turnBeganAt(id)
    activity.processes(id, {
      // A full-screen agent's own terminal always has something other than a shell in its foreground.
      foregroundJob: terminals.some(({ kind, busy }) => busy && (kind === 'shell' || reporting === 'processes')),
      turnProcess: youngestAgentChildMs !== null && turnBeganAt !== null && clock.wall() - youngestAgentChildMs >= turnBeganAt,
      childCpuPercent: childCpuPerMille / 10,
    })
  }

  function tellAgent(sessionId: string): void {
    const { state, turnInFlight } = agentStates.of(sessionId) ?? { state: 'unknown', turnInFlight: false }
    activity.agent(sessionId, { state, turnInFlight })
  }

  /** A screen that changed in more than a line is activity; one that was made another size is not. */
  async function compareScreen(sessionId: string, terminal: TerminalInfo, link: Pick<SupervisorLink, 'screen'>): Promise<void> {
    const known = looked.get(sessionId) ?? new Map<string, Looked>()
    looked.set(sessionId, known)
    const before = known.get(terminal.id)
    if (before?.offset === terminal.offset) return
    const { lines, cols, rows } = await link.screen(terminal.id)
    known.set(terminal.id, { offset: terminal.offset, cols, rows, lines })
    if (!before) return
    activity.output(sessionId)
    if (before.cols === cols && before.rows === rows && changedLines(before.lines, lines) > spinnerLines) activity.screen(sessionId)
  }

  async function lookAtAll(): Promise<void> {
    const sessions = deps.list()
    const listed = new Set(sessions.map(({ id }) => id))
    for (const id of looked.keys()) if (!listed.has(id)) looked.delete(id)
    await Promise.all(sessions.map(look))
  }

  function schedule(): void {
    cancel = clock.after(everyMs, () => {
      schedule()
      void lookAtAll()
    })
  }

  return {
    start(): void {
      schedule()
      void lookAtAll()
    },
    lookAtAll,
    close: (): void => { cancel() },
  }
}

function changedLines(before: readonly string[], after: readonly string[]): number {
  let changed = 0
  for (let i = 0; i < Math.max(before.length, after.length); i++) if ((before[i] ?? '') !== (after[i] ?? '')) changed++
  return changed
}
