// What hooks, titles, notifications and `agents --json` add up to. Each alone is blind somewhere: hooks do not tell of Esc, a title
// does not tell waiting from idle.
import type { AgentState } from '../../../contract/session-state.ts'
import type { ScreenSays } from './claude-screen.ts'
import type { HookReport } from './hook-report.ts'
import type { AgentsReport, Sign } from './signal.ts'

export type Told = {
  state: AgentState['state']
  source: 'hook' | 'agents-json' | 'title' | 'notification' | 'screen'
  message: string | null
  waitsFor?: AgentState['waitsFor']
  /** A turn has begun and is not known to have ended. */
  turn: boolean
  since: number
  /** The last signal that this rests on. */
  at: number
}

type Before = Told | null
type Says = Pick<Told, 'state' | 'source' | 'message' | 'turn' | 'waitsFor'>

export function toldByHook(before: Before, report: HookReport, at: number): Before {
  switch (report.event) {
    case 'session-start':
      return tell(before, { state: 'idle', source: 'hook', message: null, turn: false }, at)
    case 'prompt':
      return tell(before, { state: 'working', source: 'hook', message: null, turn: true }, at)
    case 'tool':
      // A tool that ends after its turn was interrupted does not begin it again.
      return before && !before.turn ? before : tell(before, { state: 'working', source: 'hook', message: null, turn: true }, at)
    case 'permission':
      // The notification of six seconds later knows less than the request itself.
      return before?.state === 'waiting' && before.message !== null ? { ...before, at } : tell(before, { state: 'waiting', source: 'hook', message: report.message, turn: true, waitsFor: isPlan(report.message) ? 'plan' : report.message?.startsWith('answer: ') ? 'question' : 'permission' }, at)
    case 'stop':
      return tell(before, { state: 'done', source: 'hook', message: null, turn: false }, at)
    case 'failure':
      return tell(before, { state: 'error', source: 'hook', message: report.message, turn: false }, at)
    case 'idle-notice':
      // It comes a minute after the end of a turn, however it ended; a turn that ended well stays "done".
      return before && !before.turn ? { ...before, at } : tell(before, { state: 'idle', source: 'hook', message: null, turn: false }, at)
    case 'session-end':
      return null
  }
}

export function toldByAgents(before: Before, report: AgentsReport, at: number): Before {
  // `idle` there also means a turn that ended well or badly, of which the hooks knew more.
  if (report.state === 'idle' && before && !before.turn) return { ...before, at }
  // `permission prompt` says less than what the request itself asked for.
  const message = (before?.state === report.state ? before.message : null) ?? report.message
  return tell(before, { state: report.state, source: 'agents-json', message, turn: report.state !== 'idle' }, at)
}

const busyTitle = /^[◐◑◒◓⠀-⣿]/u
const restingTitle = /^✳/u

/** Claude Code's title is animated while it works, and rests when it is idle or waits for a permission. */
export function toldByTitle(before: Before, title: string, at: number): Before {
  if (busyTitle.test(title)) return before?.state === 'working' ? { ...before, at } : tell(before, { state: 'working', source: 'title', message: null, turn: true }, at)
  if (!restingTitle.test(title)) return before
  if (!before) return tell(before, { state: 'idle', source: 'title', message: null, turn: false }, at)
  if (before.state !== 'working') return before
  // A permission's hook comes at once, so a title that rests without one is a turn that was interrupted. Without hooks it is open.
  if (before.source !== 'title') return tell(before, { state: 'idle', source: 'title', message: null, turn: false }, at)
  return tell(before, { state: 'unknown', source: 'title', message: 'It has either ended its turn or waits for an answer.', turn: true }, at)
}

export function toldBySign(before: Before, { by, sign }: { by: 'title' | 'notification'; sign: Sign }, at: number): Before {
  switch (sign.state) {
    case 'working':
      return tell(before, { state: 'working', source: by, message: sign.message, turn: true }, at)
    case 'waiting': {
      // The title says that it waits, the notification for what, and neither comes first for sure.
      const known = before?.state === 'waiting' ? before : null
      return tell(before, { state: 'waiting', source: by, message: sign.message ?? known?.message ?? null, waitsFor: sign.waitsFor ?? known?.waitsFor, turn: true }, at)
    }
    case 'resting':
      if (!before) return tell(before, { state: 'idle', source: by, message: null, turn: false }, at)
      return before.turn ? tell(before, { state: 'done', source: by, message: null, turn: false }, at) : { ...before, at }
  }
}

/** Something newer than its screen may have been said a moment ago. */
const screenLagMs = 1_000
/** A moment without anything that turns is nothing yet. */
const restMs = 2_000

/** With its titles off, nothing but its screen tells of Esc at once. */
export function toldByScreen(before: Before, { interrupted, resting }: Pick<ScreenSays, 'interrupted' | 'resting'>, at: number): Before {
  if (!before?.turn) return before
  const ended = (interrupted && at - before.at >= screenLagMs) || (resting && before.state === 'working' && at - before.at >= restMs)
  return ended ? tell(before, { state: 'idle', source: 'screen', message: null, turn: false }, at) : before
}

export function toldByNotification(before: Before, text: string, at: number): Before {
  if (/permission|approv/i.test(text)) {
    return before?.state === 'waiting' ? { ...before, at } : tell(before, { state: 'waiting', source: 'notification', message: null, turn: true }, at)
  }
  if (/waiting for your input/i.test(text)) {
    return before && !before.turn ? { ...before, at } : tell(before, { state: 'idle', source: 'notification', message: null, turn: false }, at)
  }
  return before
}

/** A plan is agreed to like the use of a tool, and is something else to a person. */
export function isPlan(message: string | null): boolean {
  return message !== null && /^approve (?:ExitPlanMode|(?:the |its )?plan)\b/i.test(message)
}

function tell(before: Before, says: Says, at: number): Told {
  return { ...says, since: before?.state === says.state ? before.since : at, at }
}
