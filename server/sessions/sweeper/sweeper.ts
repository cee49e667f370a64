// Looks at the running sessions every few seconds and stops the idle ones. It only ever stops: nothing is removed, and what it
// does not know it leaves alone.
import type { Activity } from './activity.ts'
import { createGapDetector, type Clock } from './clock.ts'
import { decide, type Verdict } from './decide.ts'
import type { Because } from './facts.ts'
import { createStopSlots } from './stop-slots.ts'
import { tickMs } from './timeout.ts'

/** A running session, as its row has it. */
export type SweptSession = { id: string; pinned: boolean; timeoutMs: number | null }

/** What a person sees of it. */
export type SweepView = {
  /** ISO 8601 UTC; null while the session is not counted down. */
  stopsAt: string | null
  /** The stop is near enough to be announced. */
  notice: boolean
  /** Asked where being busy has become doubtful; nothing is done without an answer. */
  question: string | null
  because: Because | null
}

/** `active`: something happened since the decision, so it was not stopped. */
export type StopOutcome = 'stopped' | 'active'

export type SweeperDeps = {
  clock: Clock
  activity: Pick<Activity, 'of' | 'input'>
  /** The running sessions. */
  list: () => readonly SweptSession[]
  find: (sessionId: string) => SweptSession | null
  /** Stops a session if its activity generation is still this one. */
  stop: (sessionId: string, generation: number) => Promise<StopOutcome>
  onChange: (sessionId: string, view: SweepView) => void
  onFailure: (sessionId: string, error: unknown) => void
}

type Tracked = { view: SweepView; noticedAt: number | null; stopsAtMs: number | null }
type Due = { id: string; generation: number; idleMs: number }

const nothing: SweepView = { stopsAt: null, notice: false, question: null, because: null }
/** The shown time of a stop is recomputed at each look; smaller differences than this are not told. */
const jitterMs = 2_000

export function createSweeper(deps: SweeperDeps) {
  const { clock } = deps
  const tracked = new Map<string, Tracked>()
  const slots = createStopSlots({ clock, onFree: () => { if (!closed) sweep() }, onFailure: deps.onFailure })
  const detector = createGapDetector(clock)
  let graceFrom = clock.monotonic()
  let intervalMs = tickMs(null)
  let nextAt = Infinity
  let cancel: () => void = () => undefined
  let closed = false

  function tick(): void {
    sweep()
    schedule(Math.min(tickMs(null), ...deps.list().map((session) => tickMs(session.timeoutMs))))
  }

  function schedule(ms: number): void {
    cancel()
    if (closed) return
    intervalMs = ms
    nextAt = clock.monotonic() + ms
    cancel = clock.after(ms, tick)
  }

  /** Decides about every session, then stops the longest idle of those that are due, as far as there are free slots. */
  function sweep(): void {
    if (detector.gap(intervalMs)) graceFrom = clock.monotonic()
    const sessions = deps.list()
    const listed = new Set(sessions.map(({ id }) => id))
    for (const id of tracked.keys()) if (!listed.has(id)) leave(id)
    const due = sessions.map(look).filter((found) => found !== null)
    due.sort((a, b) => b.idleMs - a.idleMs)
    for (const { id, generation } of due) {
      if (slots.free() === 0) return
      if (slots.takes(id)) void slots.run(id, async () => { await deps.stop(id, generation) })
    }
  }

  /** Decides about one session and shows it; its stop, where it is due. */
  function look(session: SweptSession): Due | null {
    const now = clock.monotonic()
    const entry = tracked.get(session.id) ?? { view: nothing, noticedAt: null, stopsAtMs: null }
    tracked.set(session.id, entry)
    const { pinned, timeoutMs } = session
    const verdict = decide({ ...deps.activity.of(session.id), pinned, timeoutMs }, { now, graceFrom, noticedAt: entry.noticedAt })
    if (verdict.do === 'keep' || (verdict.do === 'count' && !verdict.notice)) entry.noticedAt = null
    else entry.noticedAt ??= now
    show(session.id, entry, verdict)
    return verdict.do === 'stop' ? { id: session.id, generation: verdict.generation, idleMs: verdict.idleMs } : null
  }

  function show(sessionId: string, entry: Tracked, verdict: Verdict): void {
    const before = entry.view
    entry.stopsAtMs = steady(entry.stopsAtMs, verdict)
    const stopsAt = entry.stopsAtMs === null ? null : new Date(entry.stopsAtMs).toISOString()
    entry.view = verdict.do === 'keep'
      ? { stopsAt, notice: false, question: verdict.question, because: verdict.because }
      : { stopsAt, notice: verdict.do === 'stop' || verdict.notice, question: null, because: null }
    const changed = before.stopsAt !== entry.view.stopsAt || before.notice !== entry.view.notice || before.question !== entry.view.question || before.because !== entry.view.because
    if (changed) deps.onChange(sessionId, entry.view)
  }

  function steady(before: number | null, verdict: Verdict): number | null {
    if (verdict.do === 'keep') return null
    const at = clock.wall() + (verdict.do === 'count' ? verdict.stopsInMs : 0)
    // One that is due and waits for a slot keeps the time it was promised.
    if (before !== null && (verdict.do === 'stop' || Math.abs(at - before) < jitterMs)) return before
    return at
  }

  function leave(sessionId: string): void {
    if (tracked.delete(sessionId)) deps.onChange(sessionId, nothing)
  }

  function reconsider(sessionId: string): void {
    if (closed) return
    const session = deps.find(sessionId)
    if (!session) {
      leave(sessionId)
      return
    }
    look(session)
    const ms = tickMs(session.timeoutMs)
    if (clock.monotonic() + ms < nextAt) schedule(ms)
  }

  return {
    start(): void {
      graceFrom = clock.monotonic()
      detector.gap(Infinity)
      tick()
    },
    /** Looks at one session now: something was typed, its pin or timeout changed, it was started or stopped. */
    reconsider,
    /** The answer to a notice or a question. */
    keepRunning(sessionId: string): void {
      deps.activity.input(sessionId)
      reconsider(sessionId)
    },
    viewOf: (sessionId: string): SweepView => tracked.get(sessionId)?.view ?? nothing,
    /** Ends the loop. Stops that run go on; they are the sessions' operations. */
    close(): void {
      closed = true
      cancel()
    },
  }
}
