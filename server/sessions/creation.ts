import { Problem, sentenceOf } from '../problem.ts'
import type { StepUpdate } from '../environments/adapter.ts'
import { bringUp } from './agent-terminal.ts'
import { homeOf, saveState, type SessionContext } from './context.ts'
import type { CreationLogs } from './creation-log.ts'
import type { Step } from './session.ts'
import { failedSteps, stepsAfter, waitingSteps } from './steps.ts'

/** Makes the place of a session that is `creating`. Ends in `running`, or in `error` with the reason and nothing left behind. */
export async function createPlace(context: SessionContext, logs: CreationLogs, options: { sessionId: string; signal: AbortSignal }): Promise<void> {
  const { sessionId, signal } = options
  const { place, adapter } = homeOf(context, sessionId)
  const log = logs.begin(sessionId)
  await context.store.update(sessionId, {
    status: 'creating',
    statusReason: null,
    statusCheckedAt: context.now(),
    exit: null,
    steps: waitingSteps([...adapter.steps, 'terminal', 'agent']),
  })
  const onStep = (update: StepUpdate): void => {
    const steps = stepsAfter(context.store.get(sessionId).steps as Step[], update, context.now())
    // Progress within a step is for those who look; its beginning and end are kept.
    if (update.state === 'running' && update.percent !== undefined) context.store.show(sessionId, { steps })
    else context.store.note(sessionId, { steps })
  }
  try {
    // What an earlier try left behind, where its undo could not reach the engine.
    if (place.state !== null) await adapter.remove(place)
    await adapter.create({ ...place, state: null }, { onStep, onLog: (line) => { log.add(line) }, save: (state) => saveState(context, sessionId, state), signal })
    await context.store.update(sessionId, { cloned: true })
    await bringUp(context, sessionId, { mode: 'fresh', signal, onStep })
    signal.throwIfAborted()
  } catch (error) {
    await undo(context, sessionId)
    const cancelled = signal.aborted
    const reason = cancelled ? 'Cancelled' : sentenceOf(error)
    if (!(error instanceof Problem) && !cancelled) context.log.error({ err: error, session: sessionId }, 'creation failed')
    log.add(reason)
    const steps = failedSteps(context.store.get(sessionId).steps as Step[], reason, context.now())
    await context.store.update(sessionId, { status: 'error', statusReason: reason, statusCheckedAt: context.now(), steps, cloned: false, terminals: [] })
    throw cancelled ? new Problem('cancelled', 'The creation of this session was cancelled.') : error
  }
  await context.store.update(sessionId, { status: 'running', statusReason: null, statusCheckedAt: context.now() })
}

// The adapter undoes a failed `create` itself; this covers what failed after it, and a failure of the undo is a leftover to report.
async function undo(context: SessionContext, sessionId: string): Promise<void> {
  context.links.close(sessionId)
  const { place, adapter } = homeOf(context, sessionId)
  try {
    await adapter.remove(place)
    await context.store.update(sessionId, { adapterState: null, containerId: null, volumeName: null })
  } catch (error) {
    context.log.error({ err: error, session: sessionId }, 'what a failed creation made could not be removed; retry or delete will try again')
  }
}
