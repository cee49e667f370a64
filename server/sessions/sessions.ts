import { randomBytes } from 'node:crypto'
import { uptime } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { RestoreRescue } from '../../contract/rescue.ts'
import { agentNames, permissionModes, type CreateSession, type UpdateSession } from '../../contract/session.ts'
import { checkRepoUrl, type GitProtocol } from '../../contract/repo-url.ts'
import type { Db } from '../../db/client.ts'
import { idleTimeoutOf, permissionModeOf } from '../environments/environment-config.ts'
import type { Credentials } from '../environments/credentials/credentials.ts'
import type { GitHosts } from '../environments/credentials/git-hosts.ts'
import type { SshAgent } from '../environments/credentials/ssh-agent.ts'
import type { Environments } from '../environments/environments.ts'
import type { Registry } from '../environments/registry.ts'
import type { ProcessManager } from '../legacy/process-manager.ts'
import { failpoint } from '../failpoint.ts'
import { Problem } from '../problem.ts'
import { checkAcceptBypass } from './accept-bypass.ts'
import { createAgentList } from './agents/agent-list.ts'
import type { AgentAbout } from './agent-state/agent-states.ts'
import { askedOf } from './asked.ts'
import { agentOf, checkLaunch } from './agents/agents.ts'
import { pendingOf, placeOf, type SessionContext } from './context.ts'
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
import { homeOf, stepsOf } from './home.ts'
import { recreateSession, restartAgent, restartSession, startSession, stopSession } from './lifecycle.ts'
import { createLastScreens } from './last-screens.ts'
import { createLinks } from './links.ts'
import { createOperate } from './operate.ts'
import { createOperations } from './operations.ts'
import { createPrompts } from './prompts.ts'
import { removeSession } from './removal.ts'
import { createRescues } from './rescue/rescues.ts'
import type { RescueRow } from './rescue/rescue-store.ts'
import { createReconcile } from './reconcile.ts'
import type { Session, SessionStats } from './session.ts'
import { sessionChanges } from './session-changes.ts'
import { startAll, wentDownWithItsPlace, type StartAllResult } from './start-all.ts'
import { createSessionStore, type SessionRow } from './session-store.ts'
import { createSessionTerminals } from './session-terminals.ts'
import { createSessionView } from './session-view.ts'
import { judge } from './status-machine.ts'
import { noteTerminals } from './terminal-list.ts'
import { waitingSteps } from './steps.ts'
import { systemClock, type Clock } from './sweeper/clock.ts'
import { createIdleSessions, type IdleCandidate, type IdleSessions } from './sweeper/idle-sessions.ts'
import { createUpkeep } from './upkeep.ts'
import { diffOf } from './work/diff.ts'
import { watchTurnEnds } from './work/turn-ends.ts'
import { createWorkWatch } from './work/work-watch.ts'

export type SessionsDeps = { /** Moved by hand in tests. */ clock?: Clock; machineStartedAt?: () => number; db: Db; dataDir: string; legacy: ProcessManager; registry: Registry; environments: Environments; credentials: Credentials; gitHosts: GitHosts; sshAgent: SshAgent; gitProtocols: readonly GitProtocol[]; /** Bytes that a rescue may have. */ rescueMost: number; log: Logger; now: () => number }

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

  function aboutOf(row: SessionRow | null): AgentAbout {
    const { reporting, id } = agentOf(agentNames.find((name) => name === row?.agent) ?? 'shell')
    return { reporting, shell: id === 'shell' }
  }

  /** A running session, as the sweeper sees it. */
  function candidateOf(row: SessionRow | null): IdleCandidate | null {
    if (row?.status !== 'running') return null
    const { id, pinned, idleTimeoutMinutes } = row
    const conversation = row.environmentId === null ? (legacy.view(id)?.agentState.state ?? 'unknown') : null
    return { id, pinned, idleTimeoutMinutes, conversation, agent: aboutOf(row) }
  }

  const rescues = await createRescues({ db: deps.db, dataDir: deps.dataDir, most: deps.rescueMost, now: deps.now, log, onProgress: (sessionId) => { store.touch(sessionId) } })
  const logs = createCreationLogs()
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
  const context: SessionContext = {
    store, events, rescues, operations: createOperations(), links, lastScreens: createLastScreens({ context: () => context, folder: join(deps.dataDir, 'screens') }), legacy, registry, environments, credentials: deps.credentials, gitProtocols: deps.gitProtocols, log,
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
    if (store.get(sessionId).status !== 'running') await operate(sessionId, 'start', (signal) => startAndRequeue(sessionId, signal))
  }

  const idle: IdleSessions = createIdleSessions({
    clock: deps.clock ?? systemClock,
    on: true,
    list: () => store.list().flatMap((row) => candidateOf(row) ?? []),
    find: (sessionId) => candidateOf(store.find(sessionId)),
    aboutOf: (sessionId) => aboutOf(store.find(sessionId)),
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

  // Nobody waits for a creation: its outcome is in the row.
  function createInBackground(id: string): void {
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
  }

  return {
    list: (): Session[] => store.list().map(view),
    get: showOf,
    asked: async (id: string): Promise<CreateSession> => askedOf(store.get(id), await prompts.waiting(id)),
    changes: (signal: AbortSignal) => sessionChanges({ store, view, signal }),
    log: (id: string): string[] => {
      store.get(id)
      return logs.read(id)
    },
    async create(input: CreateSession): Promise<Session> {
      const row = newRow(context, input)
      if (row.environmentId !== null) await environments.requireReady(row.environmentId)
      await store.insert(row)
      failpoint('row inserted')
      if (input.prompt !== undefined) await prompts.first(row.id, input.prompt)
      createInBackground(row.id)
      return showOf(row.id)
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
      await store.update(id, { status: 'creating', statusReason: null })
      createInBackground(id)
      return showOf(id)
    },
    async start(id: string): Promise<Session> {
      await operate(id, 'start', (signal) => startAndRequeue(id, signal))
      return showOf(id)
    },
    /** Those that ran when their engine or their machine went down, or some of them. Resolves when each runs, or why it does not is known. */
    startAll: (ids: readonly string[] | null): Promise<StartAllResult> =>
      startAll(store.list().filter((row) => wentDownWithItsPlace(row) && (ids === null || ids.includes(row.id))), (id) => operate(id, 'start', (signal) => startAndRequeue(id, signal))),
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
    async update(id: string, patch: Omit<UpdateSession, 'id'>): Promise<Session> {
      store.get(id)
      const { name, pinned, idleTimeoutMinutes } = patch
      await store.update(id, {
        ...(name === undefined ? {} : { name }),
        ...(pinned === undefined ? {} : { pinned }),
        ...(idleTimeoutMinutes === undefined ? {} : { idleTimeoutMinutes }),
      })
      idle.changed(id)
      events.record({ actor: 'user', what: 'change', why: changeInWords(patch), result: 'done', sessionId: id, sessionName: store.get(id).name })
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
      logs.forget(id)
      idle.forget(id)
      return { rescueId: rescues.ofSession(id)?.id ?? null }
    },
    rescues,
    /** A new session with the work of one that was deleted. */
    async restore({ id, environmentId }: RestoreRescue): Promise<Session> {
      const rescue = rescues.get(id)
      const known = rescue.environmentId === null || environments.find(rescue.environmentId) !== null
      const row = restoredRow(context, { rescue, environmentId: environmentId === undefined && known ? rescue.environmentId : environmentId })
      await store.insert(row)
      createInBackground(row.id)
      return showOf(row.id)
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
    counts: (): Record<string, number> => {
      const counts: Record<string, number> = {}
      for (const { status } of store.list()) counts[status] = (counts[status] ?? 0) + 1
      return counts
    },
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

function changeInWords({ name, pinned, idleTimeoutMinutes }: Pick<UpdateSession, 'name' | 'pinned' | 'idleTimeoutMinutes'>): string {
  return [
    ...(name === undefined ? [] : [`renamed to "${name}"`]),
    ...(pinned === undefined ? [] : [pinned ? 'kept running when idle' : 'stopped when idle']),
    ...(idleTimeoutMinutes === undefined ? [] : [idleTimeoutMinutes === null ? 'no idle timeout' : `idle timeout ${String(idleTimeoutMinutes)} minutes`]),
  ].join(', ')
}

function restoredRow(context: SessionContext, { rescue, environmentId }: { rescue: RescueRow; environmentId: string | null | undefined }): SessionRow {
  const { id, name, repoUrl, branch, agent, command, permissionMode } = rescue
  // A session without an environment runs Claude Code alone.
  const wanted = environmentId === null ? 'claude' : agentNames.find((known) => known === agent) ?? 'shell'
  const asked = permissionModes.find((known) => known === permissionMode)
  // The yes to an agent that never asks was said for the place that the session had.
  const mode = asked === 'bypassPermissions' && environmentId !== rescue.environmentId ? 'default' : asked
  const row = newRow(context, {
    name, repoUrl, agent: wanted,
    ...(environmentId === undefined ? {} : { environmentId }),
    ...(wanted === 'command' && command ? { command } : {}),
    ...(wanted === agent && mode ? { permissionMode: mode } : {}),
    acceptBypass: environmentId === rescue.environmentId,
  })
  return { ...row, branch, rescueId: id }
}

function newRow(context: SessionContext, input: CreateSession): SessionRow {
  const url = checkRepoUrl(input.repoUrl, context.gitProtocols)
  if (!url.ok) throw new Problem('bad-input', url.problem)
  const agent = agentOf(input.agent ?? 'claude')
  checkLaunch(agent, input)
  const environment = input.environmentId === undefined ? context.environments.default() : input.environmentId === null ? null : context.environments.get(input.environmentId)
  if (!environment && agent.id !== 'claude') throw new Problem('bad-input', `A session without an environment runs Claude Code; leave "agent" out, or choose an environment for ${agent.name}.`)
  const permissionMode = input.permissionMode ?? permissionModeOf(environment, agent.permissionModes)
  checkAcceptBypass({ permissionMode, environment, accepted: input.acceptBypass ?? false })
  const now = context.now()
  return {
    id: randomBytes(16).toString('hex'),
    name: input.name,
    repoUrl: input.repoUrl,
    branch: input.branch ?? null,
    environmentId: environment?.id ?? null,
    agent: agent.id,
    command: input.command ?? null,
    permissionMode,
    newBranch: input.newBranch ?? null,
    status: 'creating',
    statusReason: null,
    statusCheckedAt: now,
    steps: waitingSteps(stepsOf(context, environment)),
    adapterState: null,
    containerId: null,
    volumeName: null,
    cloned: false,
    terminals: [],
    git: null,
    rescueId: null,
    exit: null,
    pinned: false,
    idleTimeoutMinutes: input.idleTimeoutMinutes === undefined ? idleTimeoutOf(environment) : input.idleTimeoutMinutes,
    lastActivityAt: now,
    createdAt: now,
  }
}
