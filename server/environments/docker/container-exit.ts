import { constants } from 'node:os'
import type { ContainerInspectInfo } from '../../docker/containers.ts'
import type { Exit } from '../../../contract/session-state.ts'
import type { StopCause } from '../adapter.ts'

/** A time in which the engine was away, as far as its event stream showed it: the engine, or the way to it. */
export type Outage = { from: number; to: number }

export type ExitKnowledge = {
  /** What this server asked for; null = nothing. */
  asked: StopCause | null
  /** What is left to go by where the engine does not show when it was started. */
  outages: readonly Outage[]
  /** When the engine was started last, which may have been while nobody followed it; null = not known. */
  engineStartedAt: number | null
}

/** Around an outage containers end a little earlier (the engine stops them first) or later (it cleans up at its start). */
const slackMs = 15_000
/** Of what was told to end, or was not there any more when the engine came back. */
const endedByOthers = new Set([0, 137, 143, 255])

/** Why a container is not running, from what the engine keeps of it. */
export function exitOf(state: ContainerInspectInfo['State'], { asked, outages, engineStartedAt }: ExitKnowledge): Exit | null {
  const at = Date.parse(state.FinishedAt)
  // The engine's zero time: it never ran.
  if (!(at > 0)) return null
  return { cause: causeOf(state, { asked, outages, engineStartedAt, at }), code: state.ExitCode, signal: signalOf(state.ExitCode), at: new Date(at).toISOString() }
}

function causeOf(state: ContainerInspectInfo['State'], { asked, outages, engineStartedAt, at }: ExitKnowledge & { at: number }): Exit['cause'] {
  if (asked) return asked
  if (state.OOMKilled) return 'oom-killed'
  if (state.ExitCode === constants.errno.ENOSPC) return 'disk full'
  if (engineStartedAt === null && outages.some(({ from, to }) => at > from - slackMs && at < to + slackMs)) return 'stopped by engine'
  if (!endedByOthers.has(state.ExitCode)) return 'crashed'
  // It ran before this engine did: whatever ended it, the engine's own end would have.
  return engineStartedAt !== null && at < engineStartedAt + slackMs ? 'stopped by engine' : 'stopped from outside'
}

function signalOf(code: number): string | null {
  switch (code) {
    case 137:
      return 'SIGKILL'
    case 143:
      return 'SIGTERM'
    case 139:
      return 'SIGSEGV'
    default:
      return null
  }
}
