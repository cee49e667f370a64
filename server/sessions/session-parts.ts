// What the sessions room is made of, put together. Parts that know of each other are handed over as functions.
import { uptime } from 'node:os'
import { join } from 'node:path'
import { createAgentHeard } from './agent-state/agent-heard.ts'
import { agentQuestion } from './agent-state/agent-question.ts'
import { knownTerminals } from './terminals/agent-terminal.ts'
import { pendingOf, placeAndAdapter, placeOf, type SessionContext } from './context.ts'
import { createCreationLogs } from './creation/creation-log.ts'
import { answersFor } from './credentials/answers.ts'
import { followHostLogin } from './credentials/host-configuration.ts'
import { signInOf } from './credentials/sign-in-of.ts'
import { createSignIns } from './credentials/sign-ins.ts'
import { createEvents } from './events/events.ts'
import { recorded } from './events/recorded.ts'
import { createHookReports } from './agent-state/hook-reports.ts'
import { showActivity } from './last-activity.ts'
import { createLastScreens } from './terminals/last-screens.ts'
import { stopSession } from './operations/lifecycle.ts'
import { createLinks } from './terminals/links.ts'
import { createOperate } from './operations/operate.ts'
import { createOperations } from './operations/operations.ts'
import { createPrompts } from './prompts/prompts.ts'
import { createReconcile } from './upkeep/reconcile.ts'
import { removeSession } from './operations/removal.ts'
import { createRepositoryAddress } from './creation/repository-address.ts'
import { createRescues } from './rescue/rescues.ts'
import { createSessionStore } from './session-store.ts'
import { createSessionView } from './session-view.ts'
import type { SessionsDeps } from './sessions-deps.ts'
import { createStarts, type Starts } from './operations/starts.ts'
import { systemClock } from './sweeper/clock.ts'
import { createIdleCandidates } from './sweeper/idle-candidates.ts'
import { createIdleSessions, type IdleSessions } from './sweeper/idle-sessions.ts'
import { noteTerminals } from './terminals/terminal-list.ts'
import { createUpkeep } from './upkeep/upkeep.ts'
import { watchTurnEnds } from './work/turn-ends.ts'
import { createWorkWatch } from './work/work-watch.ts'

export async function createSessionParts(deps: SessionsDeps) {
  const { db, dataDir, environments, registry, legacy, credentials, gitProtocols, log } = deps
  const now = (): string => new Date(deps.now()).toISOString()
  const store = await createSessionStore({ db, onPersistError: (error) => { log.error({ err: error }, 'a change could not be stored') } })
  const events = await createEvents({ db, log, now })
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
  const rescues = await createRescues({ db, dataDir, most: deps.rescueMost, now: deps.now, log, onProgress: (sessionId) => { store.touch(sessionId) } })
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
    folder: join(dataDir, 'screens'),
    terminalIdsOf: (sessionId) => knownTerminals(store.get(sessionId).terminals).map(({ id }) => id),
    readStateFile(sessionId, path, most) {
      const { place, adapter } = placeAndAdapter(context, sessionId)
      return adapter.readStateFile(place, path, most)
    },
    log,
  })
  const operations = createOperations()
  const context: SessionContext = {
    store,
    events,
    rescues,
    operations,
    links,
    lastScreens,
    legacy,
    registry,
    environments,
    credentials,
    gitProtocols,
    repositoryAddress: createRepositoryAddress(deps),
    log,
    now,
    machineStartedAt: deps.machineStartedAt ?? (() => Date.now() - uptime() * 1_000),
    onInput: (sessionId) => {
      showActivity(store, sessionId, now())
      idle.input(sessionId)
    },
    onStarted: (sessionId) => { idle.started(sessionId) },
    firstPrompt: { take: (sessionId) => prompts.takeFirst(sessionId) },
  }
  const idle: IdleSessions = createIdleSessions({
    clock: deps.clock ?? systemClock,
    on: true,
    ...createIdleCandidates({ store, legacy }),
    linkOf: (sessionId) => links.find(sessionId),
    questionOf: (sessionId) => agentQuestion(context, sessionId),
    operations,
    stop: (sessionId) => recorded(context, { sessionId, actor: 'sweeper', what: 'stop', why: 'It was idle' }, () => stopSession(context, sessionId, 'stopped by sweeper')),
    wake: (sessionId) => starts.wake(sessionId),
    onChange: (sessionId) => { store.touch(sessionId) },
    onFailure: (sessionId, error) => { log.error({ err: error, session: sessionId }, 'an idle session could not be stopped') },
  })
  const signIns = createSignIns({ store, signInOf: (row) => signInOf(context, row), agentStateOf: (sessionId) => idle.agentState(sessionId) })
  const stopFollowing = followHostLogin(context)
  const work = createWorkWatch({ context, log })
  const stopTurnEnds = watchTurnEnds({ store, stateOf: ({ row }) => view(row).agentState.state, onEnd: (sessionId) => { work.changed(sessionId) } })
  const reconcile = createReconcile(context)
  const prompts = createPrompts({ db, context, heard: createAgentHeard({ store, stateOf: (sessionId) => idle.agentState(sessionId) }), wake: (sessionId) => starts.wake(sessionId) })
  const onHook = createHookReports({
    now: deps.now,
    hear: (sessionId, signal) => { idle.hear(sessionId, signal) },
    confirm: (sessionId, said) => prompts.confirm(sessionId, said),
    onFailure: (sessionId, error) => { log.error({ err: error, session: sessionId }, 'the receipt of a prompt could not be stored') },
  })
  const operateAs = createOperate({ store, operations, events })
  const operate = operateAs('user')
  const starts: Starts = createStarts({ context, operate, requeue: (sessionId) => prompts.requeue(sessionId), full: deps.full })
  const upkeep = createUpkeep({
    context,
    reconcile,
    resumeRemoval: (sessionId) => operateAs('boot')(sessionId, 'remove', (signal) => removeSession(context, sessionId, { signal })),
    resumeStop: (sessionId) => operateAs('boot')(sessionId, 'stop', () => stopSession(context, sessionId, 'stopped by user')),
    resume: (sessionId) => operations.run(sessionId, 'start', (signal) => recorded(context, { sessionId, actor: 'boot', what: 'start' }, () => starts.resume(sessionId, signal))),
  })

  return {
    context,
    view,
    logs: createCreationLogs({ folder: join(dataDir, 'creation-logs') }),
    idle,
    work,
    prompts,
    operate,
    starts,
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
      await operations.close()
      await events.settled()
      await work.close()
      links.closeAll()
      store.close()
    },
  }
}
