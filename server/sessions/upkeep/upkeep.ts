import type { Adapter, Happening } from '../../environments/adapter.ts'
import { Problem } from '../../problem.ts'
import type { SessionContext } from '../context.ts'
import { findAgain } from './found-again.ts'
import { homeOf } from '../homes/homes.ts'
import type { Reconcile } from './reconcile.ts'
import type { EngineState, Step } from '../../../contract/session-state.ts'
import type { SessionRow } from '../session-store.ts'
import { failedSteps } from '../creation/steps.ts'

const pollMs = 10_000
const interrupted = 'claudework was stopped while this session was being created. Use retry to create it again.'

export type UpkeepDeps = {
  context: SessionContext
  reconcile: Reconcile
  resumeRemoval: (sessionId: string) => Promise<void>
  resumeStop: (sessionId: string) => Promise<void>
  /** Starts a session: a legacy one whose process ended with the earlier server, or one that was being started. */
  resume: (sessionId: string) => Promise<void>
}

/** What happens without being asked for: settling rows at boot, following environments' events, polling. */
export function createUpkeep(deps: UpkeepDeps) {
  const { context, reconcile } = deps
  const stops: (() => void)[] = []
  const engines = new Map<string, EngineState>()
  const told = new Map<string, string>()
  const searched = new Set<string>()
  let searching: Promise<void> = Promise.resolve()
  const settled = (row: SessionRow): boolean => row.status !== 'creating' && row.cloned
  const reconcileAll = (environmentId: string): void => {
    for (const row of context.store.list()) if (row.environmentId === environmentId && settled(row)) void reconcile(row.id)
  }

  /** An engine that has gone or come back is said at once, not when it is asked next. */
  function anythingMayHave(happenedTo: Adapter['kind']): void {
    for (const { id, kind } of context.environments.all()) if (kind === happenedTo) reconcileAll(id)
    context.environments.look(happenedTo).catch((error: unknown) => { context.log.error({ err: error }, 'environments could not be asked') })
  }

  async function bootRow(row: SessionRow): Promise<void> {
    if (row.status === 'stopping' && row.statusReason === 'Deleting') {
      await deps.resumeRemoval(row.id).catch((error: unknown) => { logUnexpected(row, error) })
      return
    }
    // What was asked for is gone on with; where it is done already, that is found out by asking for it again.
    const environmental = row.environmentId !== null
    if (environmental && row.status === 'stopping') {
      await deps.resumeStop(row.id).catch((error: unknown) => { logUnexpected(row, error) })
      return
    }
    // A whole clone may hold work already: an agent starts within its creation.
    if (environmental && (row.status === 'starting' || (row.status === 'creating' && row.cloned))) {
      await deps.resume(row.id).catch((error: unknown) => { logUnexpected(row, error) })
      return
    }
    if (row.status !== 'creating') {
      if (row.environmentId !== null) await reconcile(row.id)
      else if (row.status !== 'stopped' && row.status !== 'error') await deps.resume(row.id).catch((error: unknown) => { logUnexpected(row, error) })
      return
    }
    const steps = failedSteps(row.steps as Step[], interrupted, context.now())
    await context.store.update(row.id, { status: 'error', statusReason: interrupted, statusCheckedAt: context.now(), steps, cloned: false, terminals: [] })
    context.events.record({ actor: 'boot', what: 'create', why: interrupted, result: 'failed', sessionId: row.id, sessionName: row.name })
    // What is left is found again by retry or delete, should the engine be silent now.
    await homeOf(context, row.id).remove().catch((error: unknown) => { logUnexpected(row, error) })
  }

  /** Once an environment answers for the first time, its places without a row are taken in. One at a time: environments share engines. */
  function findLost(environmentId: string): Promise<void> {
    searching = searching.then(async () => {
      const environment = context.environments.find(environmentId)
      if (!environment || searched.has(environmentId) || !context.environments.readinessOf(environmentId).ready) return
      try {
        for (const sessionId of await findAgain(context, environment)) void reconcile(sessionId)
        searched.add(environmentId)
      } catch (error) {
        context.log.warn({ err: error, environment: environment.name }, 'sessions without a row could not be looked for; it is tried again when the environment changes')
      }
    })
    return searching
  }

  function tellHappening(sessionId: string, { what, why, mark }: Happening): void {
    const row = context.store.find(sessionId)
    // Environments on one engine each hear of it.
    if (!row || told.get(sessionId) === mark) return
    told.set(sessionId, mark)
    context.events.record({ actor: 'engine', what, why, result: 'failed', sessionId, sessionName: row.name })
  }

  function tellEngine(environmentId: string): void {
    const name = context.environments.find(environmentId)?.name
    const { engine, reason } = context.environments.readinessOf(environmentId)
    if (name === undefined || engine === null || engines.get(environmentId) === engine) return
    engines.set(environmentId, engine)
    context.events.record({ actor: 'engine', what: engine === 'ok' ? 'engine answers' : 'engine away', why: reason === null ? name : `${name}: ${reason}`, result: 'done' })
  }

  function logUnexpected(row: SessionRow, error: unknown): void {
    const level = error instanceof Problem ? 'warn' : 'error'
    context.log[level]({ err: error, session: row.id }, 'settling a session after a start failed')
  }

  return {
    async boot(): Promise<void> {
      context.events.record({ actor: 'boot', what: 'server start', result: 'done' })
      for (const adapter of context.registry.all()) {
        stops.push(adapter.watch((sessionId, happening) => {
          if (sessionId !== null && happening) tellHappening(sessionId, happening)
          if (sessionId === null) anythingMayHave(adapter.kind)
          else if (context.store.find(sessionId)) void reconcile(sessionId)
        }))
      }
      stops.push(context.environments.onReadiness((environmentId) => {
        tellEngine(environmentId)
        for (const row of context.store.list()) if (row.environmentId === environmentId) context.store.touch(row.id)
        reconcileAll(environmentId)
        void findLost(environmentId)
      }))
      stops.push(context.legacy.onChange((sessionId) => { context.store.touch(sessionId) }))
      // The page is served already: what somebody has begun since then is nobody's leftover.
      await Promise.all(context.store.list().filter(({ id }) => context.operations.current(id) === null).map(bootRow))
      await Promise.all(context.environments.all().map(({ id }) => findLost(id)))
      const timer = setInterval(() => { for (const environment of context.environments.all()) reconcileAll(environment.id) }, pollMs)
      timer.unref()
      stops.push(() => { clearInterval(timer) })
    },
    stop(): void {
      for (const stop of stops.splice(0)) stop()
    },
  }
}
