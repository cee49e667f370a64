import { uptime } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { RestoreRescue } from '../../contract/rescue.ts'
import type { CreateSession } from '../../contract/session.ts'
import type { GitProtocol } from '../../contract/repo-url.ts'
import type { Db } from '../../db/client.ts'
import type { Credentials } from '../environments/credentials/credentials.ts'
import type { GitHosts } from '../environments/credentials/git-hosts.ts'
import type { SshAgent } from '../environments/credentials/ssh-agent.ts'
import type { Environments } from '../environments/environments.ts'
import type { Registry } from '../environments/registry.ts'
import type { ProcessManager } from '../legacy/process-manager.ts'
import { failpoint } from '../failpoint.ts'
import { Problem } from '../problem.ts'
import { createAgentList } from './agents/agent-list.ts'
import { askedOf } from './asked.ts'
import { changeSession, type SessionChange } from './change-session.ts'
import { knownTerminals } from './agent-terminal.ts'
import { pendingOf, placeAndAdapter, placeOf, type SessionContext } from './context.ts'
import { createCreationLogs } from './creation-log.ts'
import { createConversations } from './conversations.ts'
import { createPlace } from './creation.ts'
import { answersFor } from './credentials/answers.ts'
import { followHostLogin } from './credentials/host-configuration.ts'
import { signInOf } from './credentials/sign-in-of.ts'
import { createSignIns } from './credentials/sign-ins.ts'
import { createDoctor } from './doctor.ts'
import { createEvents } from './events/events.ts'
import { recorded } from './events/recorded.ts'
import { createAgentHeard } from './agent-heard.ts'
import { agentQuestion } from './agent-question.ts'
import { createHookReports } from './hook-reports.ts'
import { homeOf } from './homes.ts'
import { recreateSession, restartAgent, restartSession, startSession, stopSession } from './lifecycle.ts'
import { createLastScreens } from './last-screens.ts'
import { createLinks } from './links.ts'
import { newRow, restoredRow } from './new-row.ts'
import { createOperate } from './operate.ts'
import { createOperations } from './operations.ts'
import { createPrompts } from './prompts.ts'
import { removeSession } from './removal.ts'
import { createRescues } from './rescue/rescues.ts'
import { createReconcile } from './reconcile.ts'
import type { Session, SessionStats } from './session.ts'
import { sessionChanges } from './session-changes.ts'
import { startAll, wentDownWithItsPlace, type StartAllResult } from './start-all.ts'
import { createSessionStore } from './session-store.ts'
import { createSessionTerminals } from './session-terminals.ts'
import { createSessionView } from './session-view.ts'
import { judge } from './status-machine.ts'
import { noteTerminals } from './terminal-list.ts'
import { systemClock, type Clock } from './sweeper/clock.ts'
import { createIdleCandidates } from './sweeper/idle-candidates.ts'
import { createIdleSessions, type IdleSessions } from './sweeper/idle-sessions.ts'
import { createUpkeep } from './upkeep.ts'
import { diffOf } from './work/diff.ts'
import { watchTurnEnds } from './work/turn-ends.ts'
import { createWorkWatch } from './work/work-watch.ts'

export type SessionsDeps = { /** Moved by hand in tests. */ clock?: Clock; machineStartedAt?: () => number; db: Db; dataDir: string; legacy: ProcessManager; registry: Registry; environments: Environments; credentials: Credentials; gitHosts: GitHosts; sshAgent: SshAgent; gitProtocols: readonly GitProtocol[]; /** Bytes that a rescue may have. */ rescueMost: number; /** Why nothing more can be started, or null. */ full: () => string | null; log: Logger; now: () => number }

/** The domain: sessions, their operations and their terminals. */
export async function createSessions(deps: SessionsDeps) {
  const { environments, registry, legacy, log } = deps
  const store = await createSessionStore({ db: deps.db, onPersistError: (error) => { log.error({ err: error }, 'a change could not be stored') } })
  const nowIso = (): string => new Date(deps.now()).toISOString()
  const events = await createEvents({ db: deps.db, log, now: nowIso })
  const view = createSessionView({
    environments,
    legacy,
    agentStateOf: (sessionId) => idle.agentState(sessionId),
    sweepOf: (sessionId) => idle.viewOf(sessionId),
    credentialsOf: (row) => signIns.viewOf(row),
    rescueProgressOf: (sessionId) => rescues.progressOf(sessionId),
    settingsPendingOf: (row) => pendingOf({ environments, registry }, row),
    supervisorOutdated: (sessionId) => links.find(sessionId)?.outdated ?? false,
  })

  const rescues = await createRescues({ db: deps.db, dataDir: deps.dataDir, most: deps.rescueMost, now: deps.now, log, onProgress: (sessionId) => { store.touch(sessionId) } })
  const logs = createCreationLogs({ folder: join(deps.dataDir, 'creation-logs') })
  const links = createLinks({
    registry,
    placeOf: (sessionId) => placeOf(environments, store.get(sessionId)),
    answersFor: (sessionId) => answersFor(context, deps, sessionId),
    log,
    onHook: (sessionId, report, late) => { onHook(sessionId, report, late) },
    onClose: (sessionId) => { idle.left(sessionId) },
    onChange: (sessionId, link) => {
      noteTerminals(context, sessionId, link)
      idle.onLink(sessionId, link)
      // What was said of a supervisor while it was silent holds no longer.
      if (link.state === 'lost' || (link.state === 'connected' && (store.find(sessionId)?.statusReason ?? null) !== null)) void reconcile(sessionId)
    },
  })
  const lastScreens = createLastScreens({
    folder: join(deps.dataDir, 'screens'),
    terminalIdsOf: (sessionId) => knownTerminals(store.get(sessionId).terminals).map(({ id }) => id),
    readStateFile(sessionId, path, most) {
      const { place, adapter } = placeAndAdapter(context, sessionId)
      return adapter.readStateFile(place, path, most)
    },
    log,
  })
  const context: SessionContext = {
    store, events, rescues, operations: createOperations(), links, lastScreens, legacy, registry, environments, credentials: deps.credentials, gitProtocols: deps.gitProtocols, log,
    now: nowIso,
    machineStartedAt: deps.machineStartedAt ?? (() => Date.now() - uptime() * 1_000),
    onInput: (sessionId) => {
      store.show(sessionId, { lastActivityAt: nowIso() })
      idle.input(sessionId)
    },
    onStarted: (sessionId) => { idle.started(sessionId) },
    firstPrompt: { take: (sessionId) => prompts.takeFirst(sessionId) },
  }

  /** Starts a session that does not run. One that runs may still be ending the operation that made it run. */
  async function wake(sessionId: string): Promise<void> {
    if (store.get(sessionId).status !== 'running') await start(sessionId)
  }

  const idle: IdleSessions = createIdleSessions({
    clock: deps.clock ?? systemClock,
    on: true,
    ...createIdleCandidates({ store, legacy }),
    linkOf: (sessionId) => links.find(sessionId),
    questionOf: (sessionId) => agentQuestion(context, sessionId),
    operations: context.operations,
    stop: (sessionId) => recorded(context, { sessionId, actor: 'sweeper', what: 'stop', why: 'It was idle' }, () => stopSession(context, sessionId, 'stopped by sweeper')),
    wake,
    onChange: (sessionId) => { store.touch(sessionId) },
    onFailure: (sessionId, error) => { log.error({ err: error, session: sessionId }, 'an idle session could not be stopped') },
  })
  const signIns = createSignIns({ store, signInOf: (row) => signInOf(context, row), agentStateOf: (sessionId) => idle.agentState(sessionId) })
  const stopFollowing = followHostLogin(context)
  const work = createWorkWatch({ context, log })
  const stopTurnEnds = watchTurnEnds({ store, stateOf: ({ row }) => view(row).agentState.state, onEnd: (sessionId) => { work.changed(sessionId) } })
  const reconcile = createReconcile(context)
  const upkeep = createUpkeep({
    context,
    reconcile,
    resumeRemoval: (sessionId) => operateAs('boot')(sessionId, 'remove', (signal) => removeSession(context, sessionId, { signal })),
    resumeStop: (sessionId) => operateAs('boot')(sessionId, 'stop', () => stopSession(context, sessionId, 'stopped by user')),
    resume: (sessionId) => context.operations.run(sessionId, 'start', (signal) => recorded(context, { sessionId, actor: 'boot', what: 'start' }, () => startAndRequeue(sessionId, signal))),
  })
  const prompts = createPrompts({ db: deps.db, context, heard: createAgentHeard({ store, stateOf: (sessionId) => idle.agentState(sessionId) }), wake })

  const onHook = createHookReports({
    now: deps.now,
    hear: (sessionId, signal) => { idle.hear(sessionId, signal) },
    confirm: (sessionId, said) => prompts.confirm(sessionId, said),
    onFailure: (sessionId, error) => { log.error({ err: error, session: sessionId }, 'the receipt of a prompt could not be stored') },
  })

  async function startAndRequeue(sessionId: string, signal: AbortSignal): Promise<void> {
    await startSession(context, sessionId, { signal, mode: 'resume' })
    await prompts.requeue(sessionId)
  }

  const showOf = (id: string): Session => view(store.get(id))

  const operateAs = createOperate({ store, operations: context.operations, events })
  const operate = operateAs('user')
  async function start(id: string): Promise<void> {
    requireRoom()
    await operate(id, 'start', (signal) => startAndRequeue(id, signal))
  }

  /** Bad news is told before anything is made. */
  function requireRoom(): void {
    const reason = deps.full()
    if (reason !== null) throw new Problem('unavailable', reason)
  }

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
      if (!(error instanceof Problem)) log.error({ err: error, session: id }, 'creation ended badly')
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
      requireRoom()
      const row = newRow(context, input)
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
      requireRoom()
      await store.update(id, { status: 'creating', statusReason: null })
      return createInBackground(id)
    },
    async start(id: string): Promise<Session> {
      await start(id)
      return showOf(id)
    },
    /** Those that ran when their engine or their machine went down, or some of them. Resolves when each runs, or why it does not is known. */
    startAll: (ids: readonly string[] | null): Promise<StartAllResult> =>
      startAll(store.list().filter((row) => wentDownWithItsPlace(row) && (ids === null || ids.includes(row.id))), start),
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
    stats: async (id: string): Promise<SessionStats> => ({ ...await homeOf(context, id).usage(), at: nowIso() }),
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
    agents: createAgentList({ environments, registry }),
    prompts,
    conversations: createConversations(context),
    events,
    doctor: createDoctor(context),
    counts: () => store.counts(),
    /** An environment in use is not removed: its sessions would have no adapter. */
    removeEnvironment: (id: string) => environments.remove(id, store.list().filter(({ environmentId }) => environmentId === id).map(({ name }) => name)),
    /** Brings rows and reality together after a start of the server, then keeps them so. */
    async boot(): Promise<void> {
      await rescues.start()
      await upkeep.boot()
      idle.start()
    },
    async close(): Promise<void> {
      upkeep.stop()
      rescues.close()
      stopFollowing()
      signIns.close()
      stopTurnEnds()
      idle.close()
      prompts.close()
      await context.operations.close()
      await events.settled()
      await work.close()
      links.closeAll()
      store.close()
    },
  }
}
export type Sessions = Awaited<ReturnType<typeof createSessions>>
