// What an agent does, by the best source there is: OSC 7501, then hooks and what corrects them, then processes. Pure: signals of an
// untrusted program in, a state with source and age out.
import type { AgentState } from '../../../contract/session-state.ts'
import type { ProgramReport } from '../../terminal/link.ts'
import { saysRefused } from '../credentials/refused-sign-in.ts'
import type { ScreenSays } from './claude-screen.ts'
import { plainText } from './plain-text.ts'
import type { Reporting, Signal } from './signal.ts'
import { isPlan, toldByAgents, toldByHook, toldByNotification, toldByScreen, toldBySign, toldByTitle, type Told } from './told.ts'

type Program = { state: Exclude<ProgramReport['state'], 'clear'>; message: string | null; waitsFor: AgentState['waitsFor']; turn: boolean; since: number }

type Retry = { words: string; refused: boolean; since: number }

export type Memory = {
  reporting: Reporting
  startedAt: number
  silentSince: number | null
  ended: { code: number | null; signal: string | null; asked: boolean; diskFull: boolean; at: number } | null
  /** OSC 7501 of the program as a whole, and the parts of it that are busy. */
  program: Program | null
  busyParts: readonly string[]
  told: Told | null
  /** Its service failed it, and it asks again. */
  retry: Retry | null
  /** When `agents --json` was last asked. */
  askedAt: number | null
  atPrompt: { is: boolean | null; since: number } | null
  /** The present burst of output, or the last one. */
  output: { from: number; at: number } | null
}

/** `turnInFlight`: a turn has begun and is not known to have ended; the sweeper leaves such a session alone. */
export type KnownState = Omit<AgentState, 'since'> & { since: number; turnInFlight: boolean }

const maxParts = 64
/** A connection that comes back within this was never gone. */
const silenceMs = 5_000
const burstMs = 10_000
const firstReportMs = 30_000
const askAgainMs = 15_000

export function beginning(reporting: Reporting, at: number): Memory {
  return { reporting, startedAt: at, silentSince: null, ended: null, program: null, busyParts: [], told: null, retry: null, askedAt: null, atPrompt: null, output: null }
}

export function reduce(memory: Memory, signal: Signal): Memory {
  const { at } = signal
  switch (signal.kind) {
    case 'started':
      return beginning(memory.reporting, at)
    case 'ended':
      return { ...memory, ended: { code: signal.code, signal: signal.signal, asked: signal.asked, diskFull: signal.diskFull ?? false, at }, program: null, busyParts: [], told: null, retry: null }
    case 'connected':
      return { ...memory, silentSince: null }
    case 'silent':
      return { ...memory, silentSince: memory.silentSince ?? at }
    case 'osc7501':
      return withReport(memory, signal.report, at)
    case 'hook':
      return { ...memory, told: toldByHook(memory.told, signal.report, at), retry: null }
    case 'agents-json':
      return { ...memory, told: toldByAgents(memory.told, signal.report, at), askedAt: at }
    case 'no-answer':
      return { ...memory, askedAt: at }
    case 'title':
      return memory.reporting === 'itself' ? { ...memory, told: toldByTitle(memory.told, signal.text, at) } : memory
    case 'notification':
      return memory.reporting === 'processes' ? memory : { ...memory, told: toldByNotification(memory.told, signal.text, at) }
    case 'sign':
      return { ...memory, told: toldBySign(memory.told, signal, at) }
    case 'screen':
      return { ...memory, told: toldByScreen(memory.told, signal.says, at), retry: retryOf(memory.retry, signal.says.retry, at) }
    case 'processes':
      return withProcesses(memory, signal.atPrompt, at)
    case 'output':
      return { ...memory, output: { from: memory.output && at - memory.output.at <= burstMs ? memory.output.from : at, at } }
  }
}

export function stateOf(memory: Memory, now: number): KnownState {
  const { ended, silentSince, retry } = memory
  if (ended) return { ...stateAfter(ended), source: 'process', since: ended.at, turnInFlight: false }
  if (silentSince !== null && now - silentSince >= silenceMs) {
    return { state: 'unknown', source: 'supervisor', since: silentSince, message: 'Its session does not answer.', turnInFlight: false }
  }
  const known = knownOf(memory)
  if (!known) return stateByProcesses(memory, now)
  return known.state === 'working' && retry ? { ...known, state: retry.refused ? 'error' : 'working', source: 'screen', since: retry.since, message: retry.words } : known
}

/** What the agent itself said last. */
function knownOf({ program, told, busyParts }: Memory): KnownState | null {
  if (program) return { state: program.state, source: 'osc7501', since: program.since, message: program.message, waitsFor: program.waitsFor, turnInFlight: program.turn || busyParts.length > 0 }
  if (told) return { state: told.state, source: told.source, since: told.since, message: told.message, waitsFor: told.waitsFor, turnInFlight: told.turn }
  return null
}

/** Whether it is time to ask `agents --json`: nothing was heard, or what was heard may have been overtaken in silence. */
export function isAskDue(memory: Memory, now: number): boolean {
  const { told } = memory
  if (memory.reporting !== 'itself' || memory.ended || memory.silentSince !== null || memory.program) return false
  if (told && !told.turn) return false
  return now - Math.max(memory.startedAt, told?.at ?? 0, memory.askedAt ?? 0) >= askAgainMs
}

function retryOf(before: Retry | null, now: ScreenSays['retry'], at: number): Retry | null {
  if (!now) return null
  // Asking again with the same sign-in is as good as an error: it will not be answered otherwise.
  const refused = saysRefused(now.cause)
  const cause = plainText(now.cause) ?? 'API error'
  return { words: `Its service answered "${cause}"; trying again, ${String(now.attempt)} of ${String(now.of)}`, refused, since: before?.refused === refused ? before.since : at }
}

const waitsFor = { permission: 'permission', question: 'question', auth: 'sign-in', other: undefined } as const

function withReport(memory: Memory, report: ProgramReport, at: number): Memory {
  if (report.part !== null) {
    const others = memory.busyParts.filter((part) => part !== report.part)
    const busy = report.state === 'working' || report.state === 'waiting'
    return { ...memory, busyParts: busy ? [...others, report.part].slice(-maxParts) : others }
  }
  if (report.state === 'clear') return { ...memory, program: null, busyParts: [], told: null, retry: null }
  const before = memory.program
  // Something is waited for in a turn or outside of one (a dialog at the start): that it waits does not change which. Only a login
  // that expired has ended the turn.
  const goesOn = report.state === 'waiting' && report.blockedBy !== 'auth' && (before?.turn ?? false)
  const turn = report.state === 'working' || goesOn
  const since = before?.state === report.state ? before.since : at
  return {
    ...memory,
    program: {
      state: report.state,
      message: report.message && plainText(report.message),
      waitsFor: report.blockedBy === 'permission' && isPlan(report.message) ? 'plan' : waitsFor[report.blockedBy ?? 'other'],
      turn,
      since,
    },
    retry: before?.state === report.state ? memory.retry : null,
  }
}

function withProcesses(memory: Memory, atPrompt: boolean | null, at: number): Memory {
  const since = memory.atPrompt?.is === atPrompt ? memory.atPrompt.since : at
  // A program that was run from a shell and killed could not take its words back.
  const gone = memory.reporting === 'processes' && atPrompt === true
  return { ...memory, atPrompt: { is: atPrompt, since }, ...(gone ? { program: null, busyParts: [] } : {}) }
}

function stateByProcesses(memory: Memory, now: number): KnownState {
  const { reporting, startedAt, atPrompt, output } = memory
  const known = (state: AgentState['state'], since: number): KnownState => ({ state, source: 'process', since, message: null, turnInFlight: state === 'working' })
  switch (reporting) {
    case 'itself': {
      const message = now - startedAt < firstReportMs ? null : 'The agent does not report what it is doing.'
      return { state: 'unknown', source: 'none', since: startedAt, message, turnInFlight: false }
    }
    case 'output':
      if (!output) return known('idle', startedAt)
      return now - output.at <= burstMs ? known('working', output.from) : known('idle', output.at + burstMs)
    case 'processes':
      if (!atPrompt) return { state: 'unknown', source: 'none', since: startedAt, message: null, turnInFlight: false }
      // Not knowing whether a command waits for anything counts as work: it is never taken for idle.
      return known(atPrompt.is === true ? 'idle' : 'working', atPrompt.since)
  }
}

function stateAfter({ code, signal, asked, diskFull }: NonNullable<Memory['ended']>): Pick<KnownState, 'state' | 'message'> {
  if (asked || (code === 0 && signal === null)) return { state: 'idle', message: 'The agent has ended.' }
  if (diskFull) return { state: 'error', message: 'There is no room left on the disk that holds its files; make room, then restart the agent.' }
  const how = signal === null ? `with code ${String(code ?? 'unknown')}` : `by ${signal}`
  return { state: 'error', message: `The agent was ended ${how}; restart it to go on.` }
}
