import type { ContainerInspectInfo } from '../../docker/containers.ts'
import type { Exit } from '../../sessions/session.ts'
import type { StopCause } from '../adapter.ts'

/** A time in which the engine was away, as far as its event stream showed it. */
export type Outage = { from: number; to: number }

export type ExitKnowledge = {
  /** What this server asked for; null = nothing. */
  asked: StopCause | null
  outages: readonly Outage[]
}

/** Around an outage containers end a little earlier (the engine stops them first) or later (it cleans up at its start). */
const slackMs = 15_000

/** Why a container is not running, from what the engine keeps of it. */
export function exitOf(state: ContainerInspectInfo['State'], { asked, outages }: ExitKnowledge): Exit | null {
  const at = Date.parse(state.FinishedAt)
  // The engine's zero time: it never ran.
  if (!(at > 0)) return null
  return { cause: causeOf(state, { asked, outages, at }), code: state.ExitCode, signal: signalOf(state.ExitCode), at: new Date(at).toISOString() }
}

function causeOf(state: ContainerInspectInfo['State'], { asked, outages, at }: ExitKnowledge & { at: number }): Exit['cause'] {
  if (asked) return asked
  if (state.OOMKilled) return 'oom-killed'
  if (outages.some(({ from, to }) => at > from - slackMs && at < to + slackMs)) return 'stopped by engine'
  return state.ExitCode === 0 || state.ExitCode === 137 || state.ExitCode === 143 ? 'stopped from outside' : 'crashed'
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
