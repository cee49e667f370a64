// What a thousand people and agents do in a day, from a seed.
import type { Activity } from '../activity.ts'
import type { ProcessReport } from '../facts.ts'
import type { SweptSession } from '../sweeper.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

type Phase =
  | 'typing' | 'agent turn' | 'waiting for a permission' | 'sleeping foreground job' | 'silent tool of a turn' | 'background job after the turn'
  | 'scrolling screen' | 'supervisor silent' | 'tab open' | 'spinner' | 'nothing'

/** Mean length, how often it comes, and whether the session is active in it. */
const phases: Record<Phase, { meanMs: number; weight: number; active: boolean }> = {
  typing: { meanMs: 2 * minute, weight: 8, active: true },
  'agent turn': { meanMs: 8 * minute, weight: 8, active: true },
  'waiting for a permission': { meanMs: 90 * minute, weight: 3, active: true },
  'sleeping foreground job': { meanMs: 40 * minute, weight: 3, active: true },
  'silent tool of a turn': { meanMs: 50 * minute, weight: 3, active: true },
  'background job after the turn': { meanMs: 70 * minute, weight: 2, active: true },
  'scrolling screen': { meanMs: 5 * minute, weight: 3, active: true },
  'supervisor silent': { meanMs: 20 * minute, weight: 1, active: true },
  'tab open': { meanMs: 60 * minute, weight: 4, active: false },
  spinner: { meanMs: 60 * minute, weight: 2, active: false },
  nothing: { meanMs: 2 * hour, weight: 8, active: false },
}
const phaseNames = Object.keys(phases) as Phase[]
const timeouts = [5 * minute, 15 * minute, hour, hour, hour, 4 * hour, null]
const reportEveryMs = 30 * second
const never = -1

type Simulated = SweptSession & { phase: Phase; until: number; lastActive: number; reportedAt: number; asleep: boolean }

export type WorkloadDeps = { seed: number; sessions: number; activity: Activity; now: () => number; onStart: (session: SweptSession) => void }

export function createWorkload({ seed, sessions, activity, now, onStart }: WorkloadDeps) {
  const random = generator(seed)
  const all = new Map<string, Simulated>()
  let woken = 0

  for (let i = 0; i < sessions; i++) {
    const timeoutMs = timeouts[Math.floor(random() * timeouts.length)] ?? null
    const session: Simulated = { id: `s${String(i)}`, pinned: random() < 0.03, timeoutMs, phase: 'nothing', until: now() + random() * hour, lastActive: never, reportedAt: never, asleep: true }
    all.set(session.id, session)
  }

  function start(session: Simulated): void {
    session.asleep = false
    session.lastActive = now()
    activity.started(session.id)
    tell(session)
    onStart(session)
  }

  function step(session: Simulated): void {
    if (now() >= session.until) next(session)
    if (session.asleep) return
    if (phases[session.phase].active) session.lastActive = now()
    signal(session)
  }

  function next(session: Simulated): void {
    session.phase = session.lastActive === never ? 'typing' : pick(random)
    session.until = now() + Math.max(10 * second, -Math.log(1 - random()) * phases[session.phase].meanMs)
    if (session.asleep) {
      // Somebody types into a stopped session now and then: that starts it again. Nothing else does.
      if (session.phase !== 'typing') return
      woken++
      start(session)
    }
    tell(session)
  }

  /** What happens in this step, as far as anybody can notice. */
  function signal(session: Simulated): void {
    if (session.phase === 'typing') activity.input(session.id)
    if (session.phase === 'scrolling screen') activity.screen(session.id)
    if (session.phase === 'spinner') activity.output(session.id)
    if (now() - session.reportedAt >= reportEveryMs && session.phase !== 'supervisor silent') report(session)
  }

  /** A phase begins: the agent's state changes, the supervisor reports or falls silent. */
  function tell(session: Simulated): void {
    switch (session.phase) {
      case 'agent turn':
      case 'silent tool of a turn':
        activity.agent(session.id, { state: 'working', turnInFlight: true })
        break
      case 'waiting for a permission':
        activity.agent(session.id, { state: 'waiting', turnInFlight: true })
        break
      case 'supervisor silent':
        activity.silent(session.id)
        return
      case 'typing':
      case 'sleeping foreground job':
      case 'background job after the turn':
      case 'scrolling screen':
      case 'tab open':
      case 'spinner':
      case 'nothing':
        activity.agent(session.id, { state: 'done', turnInFlight: false })
    }
    report(session)
  }

  function report(session: Simulated): void {
    session.reportedAt = now()
    activity.processes(session.id, reportOf(session.phase))
  }

  return {
    step(): void {
      for (const session of all.values()) step(session)
    },
    /** When this session may be stopped, and not earlier. */
    dueAt(id: string): number {
      const session = all.get(id)
      if (!session || session.timeoutMs === null || session.pinned) return Infinity
      return session.lastActive + session.timeoutMs
    },
    stopped(id: string): void {
      const session = all.get(id)
      if (session) session.asleep = true
    },
    wakes: (): number => woken,
  }
}

function reportOf(phase: Phase): ProcessReport {
  return {
    foregroundJob: phase === 'sleeping foreground job',
    turnProcess: phase === 'silent tool of a turn',
    childCpuPercent: phase === 'background job after the turn' ? 40 : phase === 'agent turn' ? 5 : 0.2,
  }
}

function pick(random: () => number): Phase {
  const total = phaseNames.reduce((sum, name) => sum + phases[name].weight, 0)
  let left = random() * total
  for (const name of phaseNames) {
    left -= phases[name].weight
    if (left < 0) return name
  }
  return 'nothing'
}

/** Mulberry32: small, and the same everywhere for the same seed. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
