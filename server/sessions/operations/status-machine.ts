// Which operation a session takes in which status. Pure: no clock, no engine.
import { Problem } from '../../problem.ts'
import type { SessionStatus } from '../../../contract/session-state.ts'

export type OperationName = 'create' | 'retry' | 'start' | 'stop' | 'restart' | 'recreate' | 'restart-agent' | 'remove'

export type Standing = { status: SessionStatus; cloned: boolean }

/** What an operation has to do: run, nothing (it is so already), or be refused with the reason. */
export type Verdict = { do: 'run' } | { do: 'nothing' } | { do: 'refuse'; problem: Problem }

const run: Verdict = { do: 'run' }
const nothing: Verdict = { do: 'nothing' }

export function judge(operation: OperationName, standing: Standing): Verdict {
  switch (operation) {
    case 'create':
    case 'remove':
      return run
    case 'retry':
      if (standing.cloned) return refuse('This session has its clone already; use start.')
      return standing.status === 'error' ? run : refuse(`Only a creation that failed can be tried again; this session is ${standing.status}.`)
    case 'start':
      if (!standing.cloned) return refuse('This session has no whole clone yet; use retry to make it again.')
      return standing.status === 'running' ? nothing : run
    case 'restart':
    case 'recreate':
    case 'restart-agent':
      return standing.cloned ? run : refuse('This session has no whole clone yet; use retry to make it again.')
    case 'stop':
      // A creation that was aborted for this stop has left nothing to stop.
      if (!standing.cloned) return nothing
      return standing.status === 'stopped' ? nothing : run
  }
}

function refuse(message: string): Verdict {
  return { do: 'refuse', problem: new Problem('precondition', message) }
}
