// Start, stop and restart of a session that was made. Each runs as the session's one operation.
import type { StopCause } from '../../environments/adapter.ts'
import { failpoint } from '../../failpoint.ts'
import { Problem, sentenceOf } from '../../problem.ts'
import { knownTerminals } from '../terminals/agent-terminal.ts'
import type { SessionContext } from '../context.ts'
import type { AgentMode, StartOptions } from '../homes/home.ts'
import { homeOf } from '../homes/homes.ts'
import type { Exit } from '../../../contract/session-state.ts'
import type { Terminal } from '../../terminal/terminal.ts'

const stopReasons: Record<StopCause, string | null> = {
  'stopped by user': null,
  'stopped by sweeper': 'Stopped because it was idle',
}

/** `known`: what has become of the row since it was last written. */
export async function startSession(context: SessionContext, sessionId: string, { known, ...options }: StartOptions & { known?: Ended }): Promise<void> {
  await context.store.update(sessionId, { ...known, status: 'starting', statusReason: null, statusCheckedAt: context.now() })
  failpoint('start noted')
  try {
    await homeOf(context, sessionId).start(options)
  } catch (error) {
    const reason = await noRoom(context, sessionId) ?? error
    await settleAfterFailure(context, sessionId, { error: reason, doing: 'It could not be started' })
    throw reason
  }
  await context.store.update(sessionId, { status: 'running', statusReason: null, statusCheckedAt: context.now(), exit: null })
  context.onStarted(sessionId)
}

/** Its place ended because there was no room for it, which says more than that it cannot be reached. */
async function noRoom(context: SessionContext, sessionId: string): Promise<Problem | null> {
  const poll = await homeOf(context, sessionId).poll()
  if (poll.place !== 'stopped' || poll.exit?.cause !== 'disk full') return null
  return new Problem('failed', 'The disk that holds its files is full; make room on it, then start the session again.')
}

export async function stopSession(context: SessionContext, sessionId: string, cause: StopCause): Promise<void> {
  const exit = await endPlace(context, sessionId, cause)
  await markStopped(context, sessionId, { exit, reason: stopReasons[cause] })
}

async function endPlace(context: SessionContext, sessionId: string, cause: StopCause): Promise<Exit> {
  await context.store.update(sessionId, { status: 'stopping', statusReason: null, statusCheckedAt: context.now() })
  failpoint('stop noted')
  try {
    await homeOf(context, sessionId).stop(cause)
  } catch (error) {
    await settleAfterFailure(context, sessionId, { error, doing: 'It could not be stopped' })
    throw error
  }
  return { cause, code: null, signal: null, at: context.now() }
}

/** Everything of the session has ended: the row says so and why, and its terminals keep what they last were. */
export async function markStopped(context: SessionContext, sessionId: string, { exit, reason }: { exit: Exit; reason: string | null }): Promise<void> {
  const home = homeOf(context, sessionId)
  home.leave()
  await home.keepScreens()
  await context.store.update(sessionId, { ...endedBy(context, sessionId, exit), status: 'stopped', statusReason: reason, statusCheckedAt: context.now() })
}

type Ended = { exit: Exit; terminals: Terminal[] }

function endedBy(context: SessionContext, sessionId: string, exit: Exit): Ended {
  const terminals = knownTerminals(context.store.get(sessionId).terminals)
  return { exit, terminals: terminals.map((terminal) => (terminal.running ? { ...terminal, running: false, exit } : terminal)) }
}

export async function restartSession(context: SessionContext, sessionId: string, signal: AbortSignal): Promise<void> {
  const renew = context.links.find(sessionId)?.outdated ?? false
  const exit = await endPlace(context, sessionId, 'stopped by user')
  // A container that is made anew takes its last screens with it; one that starts again shows them itself.
  if (renew || signal.aborted) await markStopped(context, sessionId, { exit, reason: null })
  if (signal.aborted) throw new Problem('cancelled', 'The restart was cancelled, since the session was stopped or deleted meanwhile.')
  try {
    await startSession(context, sessionId, { signal, mode: 'resume', renew, known: endedBy(context, sessionId, exit) })
  } catch (error) {
    await homeOf(context, sessionId).keepScreens()
    throw error
  }
}

/** Makes the place again on its volumes, with its environment's settings of now. One whose image cannot be had goes on as it is. */
export async function recreateSession(context: SessionContext, sessionId: string, signal: AbortSignal): Promise<void> {
  await homeOf(context, sessionId).prepareAnew(signal)
  // Its last screens are read from the container that goes.
  if (context.store.get(sessionId).status !== 'stopped') await stopSession(context, sessionId, 'stopped by user')
  if (signal.aborted) throw new Problem('cancelled', 'Making it anew was cancelled, since the session was stopped or deleted meanwhile.')
  await startSession(context, sessionId, { signal, mode: 'resume', renew: true })
}

/** Ends and starts only the agent; a session that does not run is started, which starts its agent. */
export async function restartAgent(context: SessionContext, sessionId: string, options: { signal: AbortSignal; mode: AgentMode }): Promise<void> {
  if (context.store.get(sessionId).status === 'running') await homeOf(context, sessionId).restartAgent(options)
  else await startSession(context, sessionId, options)
}

// The truth is the engine's, not the operation's: a stop that failed may well have left the place running.
async function settleAfterFailure(context: SessionContext, sessionId: string, { error, doing }: { error: unknown; doing: string }): Promise<void> {
  const status = await homeOf(context, sessionId).processStatus().catch(() => null)
  await context.store.update(sessionId, { status: status?.running ? 'running' : 'error', statusReason: `${doing}: ${sentenceOf(error)}`, statusCheckedAt: context.now() })
}
