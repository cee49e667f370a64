// Start, stop, restart and remove of a place that was made. Each runs as the session's one operation.
import type { StopCause } from '../environments/adapter.ts'
import { sentenceOf } from '../problem.ts'
import { bringUp, knownTerminals, openAgent, type AgentMode } from './agent-terminal.ts'
import { homeOf, saveState, type SessionContext } from './context.ts'
import type { Exit } from './session.ts'

const stopReasons: Record<StopCause, string | null> = {
  'stopped by user': null,
  'stopped by sweeper': 'Stopped because it was idle',
}

export async function startPlace(context: SessionContext, sessionId: string, options: { signal: AbortSignal; mode: AgentMode }): Promise<void> {
  const { place, adapter } = homeOf(context, sessionId)
  await context.store.update(sessionId, { status: 'starting', statusReason: null, statusCheckedAt: context.now() })
  try {
    await adapter.start(place, { save: (state) => saveState(context, sessionId, state), signal: options.signal })
    await bringUp(context, sessionId, options)
  } catch (error) {
    await settleAfterFailure(context, sessionId, { error, doing: 'It could not be started' })
    throw error
  }
  await context.store.update(sessionId, { status: 'running', statusReason: null, statusCheckedAt: context.now(), exit: null })
}

export async function stopPlace(context: SessionContext, sessionId: string, cause: StopCause): Promise<void> {
  const { place, adapter } = homeOf(context, sessionId)
  await context.store.update(sessionId, { status: 'stopping', statusReason: null, statusCheckedAt: context.now() })
  try {
    await adapter.stop(place, cause)
  } catch (error) {
    await settleAfterFailure(context, sessionId, { error, doing: 'It could not be stopped' })
    throw error
  }
  const exit: Exit = { cause, code: null, signal: null, at: context.now() }
  await markStopped(context, sessionId, { exit, reason: stopReasons[cause] })
}

/** Everything of the place has ended: the row says so and why, and its terminals keep what they last were. */
export async function markStopped(context: SessionContext, sessionId: string, { exit, reason }: { exit: Exit; reason: string | null }): Promise<void> {
  context.links.close(sessionId)
  const terminals = knownTerminals(context.store.get(sessionId).terminals)
    .map((terminal) => (terminal.running ? { ...terminal, running: false, exit } : terminal))
  await context.store.update(sessionId, { status: 'stopped', statusReason: reason, statusCheckedAt: context.now(), exit, terminals })
}

export async function restartPlace(context: SessionContext, sessionId: string, signal: AbortSignal): Promise<void> {
  await stopPlace(context, sessionId, 'stopped by user')
  signal.throwIfAborted()
  await startPlace(context, sessionId, { signal, mode: 'resume' })
}

/** Ends and starts only the agent; a session that does not run is started, which starts its agent. */
export async function restartAgent(context: SessionContext, sessionId: string, options: { signal: AbortSignal; mode: AgentMode }): Promise<void> {
  if (context.store.get(sessionId).status !== 'running') {
    await startPlace(context, sessionId, options)
    return
  }
  const link = context.links.get(sessionId)
  const agent = link.terminals().find((terminal) => terminal.kind === 'agent')
  if (agent?.running) await link.end(agent.id)
  await openAgent(context, sessionId, { link, mode: options.mode })
}

export async function removePlace(context: SessionContext, sessionId: string): Promise<void> {
  const { place, adapter } = homeOf(context, sessionId)
  await context.store.update(sessionId, { status: 'stopping', statusReason: 'Deleting', statusCheckedAt: context.now() })
  context.links.close(sessionId)
  try {
    await adapter.remove(place)
  } catch (error) {
    await context.store.update(sessionId, { status: 'error', statusReason: `It could not be deleted: ${sentenceOf(error)}`, statusCheckedAt: context.now() })
    throw error
  }
  await context.store.remove(sessionId)
}

// The truth is the engine's, not the operation's: a stop that failed may well have left the place running.
async function settleAfterFailure(context: SessionContext, sessionId: string, { error, doing }: { error: unknown; doing: string }): Promise<void> {
  const { place, adapter } = homeOf(context, sessionId)
  const poll = await adapter.poll(place).catch(() => null)
  const reason = `${doing}: ${sentenceOf(error)}`
  const running = poll?.place === 'running' && context.links.find(sessionId)?.state === 'connected'
  await context.store.update(sessionId, { status: running ? 'running' : 'error', statusReason: reason, statusCheckedAt: context.now() })
}
