import type { ProcessExit, SupervisorTerminal } from '../../supervisor/protocol.ts'
import type { Exit } from '../../contract/session-state.ts'

/** A terminal as its supervisor last told of it, in the words of the server. */
export type TerminalInfo = Omit<SupervisorTerminal, 'exit' | 'busyParts'> & { exit: Exit | null; busyParts: string[] }

export function terminalInfo(told: SupervisorTerminal): TerminalInfo {
  return { ...told, exit: told.exit ? exitOf(told.exit) : null, busyParts: told.busyParts ?? [] }
}

export function exitOf({ code, signal, asked, oomKilled, diskFull, at }: ProcessExit): Exit {
  const cause = oomKilled ? 'oom-killed' : asked ? 'stopped by user' : diskFull ? 'disk full' : signal !== null ? 'crashed' : 'exited'
  return { cause, code, signal, at }
}
