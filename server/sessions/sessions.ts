import type { RestoreRescue } from '../../contract/rescue.ts'
import type { CreateSession } from '../../contract/session.ts'
import { failpoint } from '../failpoint.ts'
import { Problem } from '../problem.ts'
import { createAgentList } from './agents/agent-list.ts'
import { askedOf } from './asked.ts'
import { changeSession, type SessionChange } from './change-session.ts'
import { createConversations } from './conversations.ts'
import { createPlace } from './creation/creation.ts'
import { createDoctor } from './upkeep/doctor.ts'
import { homeOf } from './homes/homes.ts'
import { recreateSession, restartAgent, restartSession, stopSession } from './operations/lifecycle.ts'
import { newRow, restoredRow } from './creation/new-row.ts'
import { removeSession } from './operations/removal.ts'
import type { Session, SessionStats } from './session.ts'
import { sessionChanges } from './session-changes.ts'
import { createSessionParts } from './session-parts.ts'
import { createSessionTerminals } from './terminals/session-terminals.ts'
import type { SessionsDeps } from './sessions-deps.ts'
import { startAll, wentDownWithItsPlace, type StartAllResult } from './operations/start-all.ts'
import { judge } from './operations/status-machine.ts'
import { diffOf } from './work/diff.ts'

/** The domain: sessions, their operations and their terminals. */
export async function createSessions(deps: SessionsDeps) {
  const parts = await createSessionParts(deps)
  const { context, view, logs, idle, work, prompts, operate, starts } = parts
  const { store, rescues, events, environments } = context

  const showOf = (id: string): Session => view(store.get(id))

  // Nobody waits for a creation: its outcome is in the row.
  function createInBackground(id: string): Session {
    operate(id, 'create', async (signal) => {
      try {
        await createPlace(context, logs, { sessionId: id, signal })
      } catch (error) {
        await prompts.takeBack(id)
        throw error
      }
      await prompts.requeue(id)
    }).catch((error: unknown) => {
      if (!(error instanceof Problem)) context.log.error({ err: error, session: id }, 'creation ended badly')
    })
    return showOf(id)
  }

  return {
    list: (): Session[] => store.list().map(view),
    get: showOf,
    asked: async (id: string): Promise<CreateSession> => askedOf(store.get(id), await prompts.waiting(id)),
    changes: (signal: AbortSignal) => sessionChanges({ store, view, signal }),
    async log(id: string): Promise<string[]> {
      store.get(id)
      return logs.read(id)
    },
    async create(input: CreateSession): Promise<Session> {
      starts.requireRoom()
      const row = newRow(context, input)
      await context.repositoryAddress.checkNumeric(row.repoUrl)
      if (row.environmentId !== null) await environments.requireReady(row.environmentId)
      await store.insert(row)
      failpoint('row inserted')
      if (input.prompt !== undefined) await prompts.first(row.id, input.prompt)
      return createInBackground(row.id)
    },
    async cancel(id: string): Promise<Session> {
      store.get(id)
      const aborted = await context.operations.abort(id, 'create')
      if (!aborted) throw new Problem('precondition', 'Only a creation that runs can be cancelled; use stop or remove for this session.')
      return showOf(id)
    },
    async retry(id: string): Promise<Session> {
      const { status, cloned } = store.get(id)
      const verdict = judge('retry', { status, cloned })
      if (verdict.do === 'refuse') throw verdict.problem
      starts.requireRoom()
      await store.update(id, { status: 'creating', statusReason: null })
      return createInBackground(id)
    },
    async start(id: string): Promise<Session> {
      await starts.start(id)
      return showOf(id)
    },
    /** Those that ran when their engine or their machine went down, or some of them. Resolves when each runs, or why it does not is known. */
    startAll: (ids: readonly string[] | null): Promise<StartAllResult> =>
      startAll(store.list().filter((row) => wentDownWithItsPlace(row) && (ids === null || ids.includes(row.id))), starts.start),
    async stop(id: string): Promise<Session> {
      await operate(id, 'stop', () => stopSession(context, id, 'stopped by user'))
      return showOf(id)
    },
    async restart(id: string): Promise<Session> {
      await operate(id, 'restart', (signal) => restartSession(context, id, signal))
      return showOf(id)
    },
    /** Anew from its volumes, with the settings of now: what was installed outside of them is lost. */
    async recreate(id: string): Promise<Session> {
      await operate(id, 'recreate', (signal) => recreateSession(context, id, signal))
      return showOf(id)
    },
    async update(id: string, change: SessionChange): Promise<Session> {
      await changeSession(context, id, change)
      idle.changed(id)
      return showOf(id)
    },
    /** The answer to a notice that the session is about to be stopped, or to the question whether it should. */
    keepRunning(id: string): Session {
      store.get(id)
      idle.keepRunning(id)
      return showOf(id)
    },
    async remove(id: string, confirmName?: string): Promise<{ rescueId: string | null }> {
      await operate(id, 'remove', (signal) => removeSession(context, id, { confirmName, signal }))
      await logs.forget(id)
      idle.forget(id)
      return { rescueId: rescues.ofSession(id)?.id ?? null }
    },
    rescues,
    /** A new session with the work of one that was deleted. */
    async restore(wish: RestoreRescue): Promise<Session> {
      const row = restoredRow(context, wish)
      await store.insert(row)
      return createInBackground(row.id)
    },
    stats: async (id: string): Promise<SessionStats> => ({ ...await homeOf(context, id).usage(), at: context.now() }),
    gitWarnings: (id: string) => work.warnings(id),
    diff: (id: string, path: string | null) => diffOf(context, id, path),
    process: {
      status: (id: string) => homeOf(context, id).processStatus(),
      async restart(id: string, fresh: boolean) {
        await operate(id, 'restart-agent', (signal) => restartAgent(context, id, { signal, mode: fresh ? 'fresh' : 'resume' }))
        return homeOf(context, id).processStatus()
      },
    },
    terminals: createSessionTerminals(context),
    agents: createAgentList(context),
    prompts,
    conversations: createConversations(context),
    events,
    doctor: createDoctor(context),
    counts: () => store.counts(),
    /** An environment in use is not removed: its sessions would have no adapter. */
    removeEnvironment: (id: string) => environments.remove(id, store.list().filter(({ environmentId }) => environmentId === id).map(({ name }) => name)),
    boot: () => parts.boot(),
    close: () => parts.close(),
  }
}
export type Sessions = Awaited<ReturnType<typeof createSessions>>
