import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Logger } from 'pino'
import { hostConfig } from '../../../contract/environment.ts'
import type { GitProtocol } from '../../../contract/repo-url.ts'
import { Problem } from '../../problem.ts'
import { isSameProcess } from '../../process-identity.ts'
import type { Adapter, Environment, PendingSetting, Place } from '../adapter.ts'
import { agentSettingsOf, pendingOfAgent } from '../agent-settings.ts'
import { sharedLoginVariable, withoutSignIn, type Credentials } from '../credentials/credentials.ts'
import { gitConfigVariables, helperCommand } from '../credentials/git-config.ts'
import type { SshAgent } from '../credentials/ssh-agent.ts'
import { credentialsPart } from '../credentials-check.ts'
import { setupPart } from '../setup-check.ts'
import type { GitHosts } from '../credentials/git-hosts.ts'
import { checkHost } from './host-check.ts'
import { cloneOnHost } from './host-clone.ts'
import { fileBelow } from './host-file.ts'
import { createHostHelper } from './host-helper.ts'
import { restoreOnHost } from './host-restore.ts'
import { hostEnv } from './host-env.ts'
import { programOnPath } from './host-programs.ts'
import { hostLeftovers, leftVersion } from './host-leftovers.ts'
import { recordedPlaces, writeRecord } from './host-record.ts'
import { createHostUsage } from './host-usage.ts'
import { mirrorFolder, retireMirror } from './host-mirror.ts'
import { hostStateOf, madeHostState, type HostState } from './host-state.ts'
import { createOldVersions } from './old-versions.ts'
import { createSystemdScopes } from './systemd-scope.ts'
import { endSupervisor, makePrivateFolder, openSocket, placeSupervisorFiles, sessionVariable, socketBeside, socketPathFor, startSupervisor } from './host-supervisor.ts'

export type HostAdapterDeps = {
  dataDir: string
  /** The built supervisor's folder. */
  supervisorDir: string
  /** The Node that runs supervisors. */
  node: string
  env: Record<string, string | undefined>
  gitProtocols: readonly GitProtocol[]
  cloneStallSeconds: number
  gitHosts: Pick<GitHosts, 'forRepository'>
  credentials: Pick<Credentials, 'modeOf' | 'onlyFor' | 'hostSignIn'>
  sshAgent: Pick<SshAgent, 'isOn' | 'socket'>
  /** The published keys of the big git hosts, as ssh keeps them. */
  knownHosts: string
  log: Logger
}

const watchMs = 2_000
/** A mirror that nobody borrows from is made anew from time to time, without what has piled up in it. */
const monthMs = 30 * 24 * 3_600_000

/** Sessions as processes of this machine, each in a folder of its own below the data directory. */
export function createHostAdapter(deps: HostAdapterDeps): Adapter {
  const sessionsFolder = join(deps.dataDir, 'sessions')
  const supervisorFiles = (): string => placeSupervisorFiles(deps.supervisorDir, join(deps.dataDir, 'supervisors'))
  const help = createHostHelper(deps)
  const usageOf = createHostUsage()
  const scopes = createSystemdScopes(deps.env)
  const versions = createOldVersions(deps)
  /** Mirrors that a clone of now may be about to borrow from. */
  const cloning = new Map<string, number>()
  const timers = new Set<NodeJS.Timeout>()
  const watched = new Map<string, HostState>()

  const workOf = (state: HostState): string => join(state.folder, 'work')
  const stateFolderOf = (state: HostState): string => join(state.folder, 'state')

  async function launch(place: Place, state: HostState, save: (state: HostState) => Promise<void>): Promise<void> {
    makePrivateFolder(dirname(state.socket))
    await mkdir(stateFolderOf(state), { recursive: true, mode: 0o700 })
    const files = supervisorFiles()
    // The agent could read the environment of its supervisor.
    const env = { ...withoutSignIn(hostEnv(deps.env)), [sessionVariable]: place.sessionId }
    await startSupervisor({ sessionId: place.sessionId, scopes, node: deps.node, files, socket: state.socket, stateFolder: stateFolderOf(state), env }, async (supervisor) => {
      const started = { ...state, supervisor, env: configuredEnv(place) }
      watched.set(place.sessionId, started)
      await save(started)
      writeRecord(place, started)
    })
  }

  const sharedLoginOf = (environment: Environment): string => join(deps.dataDir, 'logins', environment.id)

  async function processEnv(place: Place): Promise<Record<string, string>> {
    const { environment } = place
    const own = { ...deps.credentials.onlyFor(environment, hostEnv(deps.env)), ...variablesOf(place), [sessionVariable]: place.sessionId }
    const agent = agentFor(environment)
    // The same user runs the session and the agent: nothing in between could hold it back.
    const env = { ...own, ...passwordHelper(place, own), ...(agent === null ? {} : { SSH_AUTH_SOCK: agent }) }
    if (deps.credentials.modeOf(environment) !== 'shared-directory') return env
    const shared = sharedLoginOf(environment)
    await mkdir(shared, { recursive: true, mode: 0o700 })
    return { ...env, [sharedLoginVariable]: shared }
  }

  const agentFor = (environment: Environment): string | null => (deps.sshAgent.isOn(environment) ? deps.sshAgent.socket : null)

  /** The person's own helpers go on answering; where a token is set here, it comes before them. */
  function passwordHelper(place: Place, env: Record<string, string>): Record<string, string> {
    const program = join(supervisorFiles(), 'git-credential.cjs')
    const helper = helperCommand([deps.node, program, socketBeside(madeHostState(place).socket, 'git')])
    return gitConfigVariables(env, { repoUrl: place.repoUrl, helper, alone: deps.gitHosts.forRepository(place.repoUrl) !== null })
  }

  async function borrowing<T>(mirror: string | null, work: () => Promise<T>): Promise<T> {
    if (mirror === null) return work()
    cloning.set(mirror, (cloning.get(mirror) ?? 0) + 1)
    try {
      return await work()
    } finally {
      const left = (cloning.get(mirror) ?? 1) - 1
      if (left > 0) cloning.set(mirror, left)
      else cloning.delete(mirror)
    }
  }

  async function end(place: Place): Promise<void> {
    const state = hostStateOf(place)
    watched.delete(place.sessionId)
    await endSupervisor(state?.supervisor ?? null, place.sessionId)
    if (state) for (const socket of [state.socket, socketBeside(state.socket, 'git'), socketBeside(state.socket, 'ssh')]) await rm(socket, { force: true })
  }

  return {
    kind: 'HOST',
    steps: ['folder', 'clone'],

    async create(place, hooks) {
      const partial = hostConfig.parse(place.environment.config).partialClone ?? false
      const mirror = hooks.rescue || partial ? null : mirrorFolder(deps.dataDir, place.repoUrl)
      const state: HostState = { folder: join(sessionsFolder, place.sessionId), socket: socketPathFor(deps.dataDir, place.sessionId), supervisor: null, ...(mirror === null ? {} : { mirror }) }
      await hooks.save(state)
      try {
        hooks.onStep({ name: 'folder', state: 'running' })
        await mkdir(stateFolderOf(state), { recursive: true, mode: 0o700 })
        writeRecord(place, state)
        hooks.onStep({ name: 'folder', state: 'done' })
        hooks.onStep({ name: 'clone', state: 'running', percent: 0 })
        const knownHosts = join(stateFolderOf(state), 'known_hosts')
        const { repoUrl, branch, newBranch } = place
        if (hooks.rescue) await restoreOnHost(help, { rescue: hooks.rescue, target: workOf(state) }, hooks)
        else await borrowing(mirror, () => cloneOnHost({ repoUrl, branch, newBranch, mirror, partial, target: workOf(state), knownHosts, env: hostEnv(deps.env), protocols: deps.gitProtocols, stallSeconds: deps.cloneStallSeconds, credential: deps.gitHosts.forRepository(repoUrl), publishedKeys: deps.knownHosts, sshAgent: agentFor(place.environment) }, hooks))
        hooks.onStep({ name: 'clone', state: 'done' })
        await launch(place, state, hooks.save)
        if (hooks.signal.aborted) throw new Problem('cancelled', 'The creation was cancelled.')
      } catch (error) {
        await endSupervisor(watched.get(place.sessionId)?.supervisor ?? null, place.sessionId)
        watched.delete(place.sessionId)
        await rm(state.folder, { recursive: true, force: true })
        throw error
      }
    },

    async start(place, { save }) {
      const state = madeHostState(place)
      if (state.supervisor && isSameProcess(state.supervisor)) return
      await launch(place, state, save)
    },

    stop: (place) => end(place),

    // A start takes the settings of now.
    prepareAnew: () => Promise.resolve(),

    poll(place) {
      const state = hostStateOf(place)
      if (!state) return Promise.resolve({ place: 'missing', kept: false })
      if (state.supervisor && isSameProcess(state.supervisor)) {
        watched.set(place.sessionId, state)
        return Promise.resolve({ place: 'running' })
      }
      return Promise.resolve(existsSync(workOf(state)) ? { place: 'stopped', exit: null } : { place: 'missing', kept: false })
    },

    async remove(place) {
      await end(place)
      const state = hostStateOf(place)
      if (!state) return
      await rm(state.folder, { recursive: true, force: true })
      if (state.mirror !== undefined && !cloning.has(state.mirror)) await retireMirror(state.mirror, { sessionsFolder, olderThan: monthMs })
    },

    git: (place, question, run) => help({ ...question, work: workOf(madeHostState(place)) }, run),

    verify: (_place, run) => help({ ask: 'verify' }, run),

    async connect(place) {
      const socket = await openSocket(madeHostState(place).socket)
      if (!socket) throw new Problem('unavailable', 'The supervisor of this session does not listen; restart the session.')
      return socket
    },

    usage: (place) => usageOf(place.sessionId, madeHostState(place).folder),

    layout(place) {
      const state = madeHostState(place)
      return { work: workOf(state), state: stateFolderOf(state), home: deps.env['HOME'] ?? '/' }
    },

    readStateFile: (place, path, most) => fileBelow(stateFolderOf(madeHostState(place)), path, most),

    processEnv,

    credentialMode: ({ environment }) => deps.credentials.modeOf(environment),

    retire: (environment) => rm(sharedLoginOf(environment), { recursive: true, force: true }),

    agentStarted: (place) => ({ ...madeHostState(place), agent: agentSettingsOf(deps, place.environment) }),

    pending(place) {
      const { env: had, agent } = hostStateOf(place) ?? {}
      const sorted = (env: Record<string, string>): string => JSON.stringify(Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1)))
      const env: PendingSetting[] = had === undefined || sorted(had) === sorted(configuredEnv(place)) ? [] : [{ setting: 'env', applies: 'next start' }]
      return [...env, ...pendingOfAgent(agent, agentSettingsOf(deps, place.environment), { mountsLogin: true })]
    },

    describe: () => ({ containerId: null, volumeName: null }),

    async check(environment) {
      const { env, setupCommand } = hostConfig.parse(environment.config)
      const host = await deps.credentials.hostSignIn()
      return [...checkHost(deps), credentialsPart(deps.credentials.modeOf(environment), { server: deps.env, own: env ?? {}, host }), ...setupPart(setupCommand)]
    },

    programs(environment, names) {
      const path = { ...hostEnv(deps.env), ...hostConfig.parse(environment.config).env }['PATH']
      return Promise.resolve({ found: new Set(names.filter((name) => programOnPath(name, path) !== null)), reason: null })
    },

    leftovers: (_environment, search) => Promise.resolve([...hostLeftovers(sessionsFolder, search), ...versions.unused(search.before).map(leftVersion)]),

    // No other folder is ever safe to take away.
    clear(_environment, { name }) {
      versions.remove(name)
      return Promise.resolve()
    },

    found: (environment) => Promise.resolve(recordedPlaces(sessionsFolder, environment)),

    folder: () => Promise.resolve(deps.dataDir),

    readiness: () => Promise.resolve({ ready: true, engine: null, version: null, reason: null }),

    watch(onChange) {
      const timer = setInterval(() => {
        for (const [sessionId, { supervisor }] of watched) {
          if (supervisor && isSameProcess(supervisor)) continue
          watched.delete(sessionId)
          onChange(sessionId)
        }
      }, watchMs)
      timer.unref()
      timers.add(timer)
      return () => {
        clearInterval(timer)
        timers.delete(timer)
      }
    },

    close() {
      for (const timer of timers) clearInterval(timer)
      timers.clear()
      return Promise.resolve()
    },
  }
}

/** The variables that the environment's settings give its sessions now. */
function configuredEnv({ environment }: Place): Record<string, string> {
  return hostConfig.parse(environment.config).env ?? {}
}

/** Those that a session has: what it was started with. */
function variablesOf(place: Place): Record<string, string> {
  return hostStateOf(place)?.env ?? configuredEnv(place)
}
