import { Problem, sentenceOf } from '../../problem.ts'
import type { RescueSource, StepUpdate } from '../../environments/adapter.ts'
import type { SessionContext } from '../context.ts'
import type { CreationLogs } from './creation-log.ts'
import { homeOf } from '../homes/homes.ts'
import type { Step } from '../../../contract/session-state.ts'
import { failedSteps, stepsAfter, waitingSteps } from './steps.ts'

/** Makes the place of a session that is `creating`. Ends in `running`, or in `error` with the reason and nothing left behind. */
export async function createPlace(context: SessionContext, logs: CreationLogs, options: { sessionId: string; signal: AbortSignal }): Promise<void> {
  const { sessionId, signal } = options
  const home = homeOf(context, sessionId)
  const log = logs.begin(sessionId)
  await context.store.update(sessionId, {
    status: 'creating',
    statusReason: null,
    statusCheckedAt: context.now(),
    exit: null,
    steps: waitingSteps((context.store.get(sessionId).steps as Step[]).map(({ name }) => name)),
  })
  // A disk that is full keeps nobody from a session that was made.
  const keepLog = (): void => {
    try {
      log.end()
    } catch (error) {
      context.log.warn({ err: error, session: sessionId }, 'the log of a creation could not be kept')
    }
  }
  const onStep = (update: StepUpdate): void => {
    const steps = stepsAfter(context.store.get(sessionId).steps as Step[], update, context.now())
    // Progress within a step is for those who look; its beginning and end are kept.
    if (update.state === 'running' && update.percent !== undefined) context.store.show(sessionId, { steps })
    else context.store.note(sessionId, { steps })
  }
  try {
    const onCloned = async (): Promise<void> => { await context.store.update(sessionId, { cloned: true }) }
    const rescue = await sourceOf(context, sessionId)
    if (!rescue) await checkAddress(context, sessionId, onStep)
    signal.throwIfAborted()
    await home.create({ rescue, onStep, onLog: (line) => { log.add(line) }, onCloned, signal })
    signal.throwIfAborted()
  } catch (error) {
    await undo(context, sessionId)
    const cancelled = signal.aborted
    const reason = cancelled ? 'Cancelled' : sentenceOf(error)
    if (!(error instanceof Problem) && !cancelled) context.log.error({ err: error, session: sessionId }, 'creation failed')
    log.add(reason)
    keepLog()
    const steps = failedSteps(context.store.get(sessionId).steps as Step[], reason, context.now())
    await context.store.update(sessionId, { status: 'error', statusReason: reason, statusCheckedAt: context.now(), steps, cloned: false, terminals: [] })
    throw cancelled ? new Problem('cancelled', 'The creation of this session was cancelled.') : error
  }
  keepLog()
  await context.store.update(sessionId, { status: 'running', statusReason: null, statusCheckedAt: context.now() })
  context.onStarted(sessionId)
}

/** Before anything is made for it. */
async function checkAddress(context: SessionContext, sessionId: string, onStep: (update: StepUpdate) => void): Promise<void> {
  try {
    await context.repositoryAddress.check(context.store.get(sessionId).repoUrl)
  } catch (error) {
    onStep({ name: 'clone', state: 'running' })
    throw error
  }
}

/** null = it is cloned. */
async function sourceOf(context: SessionContext, sessionId: string): Promise<RescueSource | null> {
  const { rescueId } = context.store.get(sessionId)
  if (rescueId === null) return null
  const { row, read } = await context.rescues.open(rescueId)
  return { bytes: row.bytes, read }
}

// A failed `create` undoes itself; this covers what failed after the clone, and a failure of the undo is a leftover to report.
async function undo(context: SessionContext, sessionId: string): Promise<void> {
  try {
    await homeOf(context, sessionId).remove()
  } catch (error) {
    context.log.error({ err: error, session: sessionId }, 'what a failed creation made could not be removed; retry or delete will try again')
  }
}
