// Whether a session is kept, counted down or stopped. Pure: facts and times in, verdict out. When in doubt it keeps.
import { busyBecause, unknownSince, type Because, type Facts } from './facts.ts'
import { noticeMs, tickMs } from './timeout.ts'

const hour = 3_600_000
const silentJobMs = 12 * hour
const unknownMs = hour

export type Verdict =
  /** `question` is for the person where being active has become doubtful: it is asked, never acted on. */
  | { do: 'keep'; because: Because; question: string | null }
  | { do: 'count'; stopsInMs: number; notice: boolean }
  | { do: 'stop'; generation: number; idleMs: number }

export type Moment = {
  now: number
  /** Everybody's grace begins here: the last suspend or stall of this machine, or the sweeper's start. */
  graceFrom: number
  /** When this session's notice was given; null where none stands. */
  noticedAt: number | null
}

export function decide(facts: Facts, moment: Moment): Verdict {
  const { timeoutMs } = facts
  const { now, noticedAt } = moment
  if (facts.pinned) return { do: 'keep', because: 'pinned', question: null }
  if (timeoutMs === null) return { do: 'keep', because: 'no timeout', question: null }
  const because = busyBecause(facts, now)
  if (because) return { do: 'keep', because, question: questionOf(facts, because, moment) }

  const idleSince = Math.min(now, lastActiveAt(facts, moment.graceFrom))
  const notice = noticeMs(timeoutMs)
  const due = idleSince + timeoutMs
  // Notice comes at the first tick inside its window, so it may be a tick shorter than promised, but it is always given:
  // also to a session whose timeout was just shortened to less than it has been idle.
  const noticed = Math.max(due, (noticedAt ?? now) + Math.max(0, notice - tickMs(timeoutMs)))
  if (noticedAt !== null && now >= noticed) return { do: 'stop', generation: facts.generation, idleMs: now - idleSince }
  return { do: 'count', stopsInMs: Math.max(0, noticed - now), notice: now >= due - notice }
}

/** The latest sign of activity: from here the timeout counts. */
function lastActiveAt(facts: Facts, graceFrom: number): number {
  return Math.max(facts.startedAt, facts.lastInputAt ?? 0, facts.screenChangedAt ?? 0, facts.busyUntil, graceFrom)
}

function questionOf(facts: Facts, because: Because, { now, graceFrom }: Moment): string | null {
  switch (because) {
    case 'foreground job':
    case 'turn process':
    case 'agent working':
      if (now - Math.max(facts.quietSince, graceFrom) < silentJobMs) return null
      return 'Something has been running here for 12 hours without output, input or CPU. Keep it running, or stop the session?'
    case 'unknown': {
      const since = unknownSince(facts, now)
      if (since === null || now - Math.max(since, graceFrom) < unknownMs) return null
      return 'For an hour it could not be found out whether this session is busy, so it is not stopped. Keep it running, or stop it?'
    }
    case 'agent waiting':
    case 'child cpu':
    case 'pinned':
    case 'no timeout':
      return null
  }
}
