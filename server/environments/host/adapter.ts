import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { hostConfig } from '../../../contract/environment.ts'
import type { GitProtocol } from '../../../contract/repo-url.ts'
import { Problem } from '../../problem.ts'
import type { Adapter, PendingSetting } from '../adapter.ts'
import { agentSettingsOf, pendingOfAgent } from '../agent-settings.ts'
import type { Credentials } from '../credentials/credentials.ts'
import type { SshAgent } from '../credentials/ssh-agent.ts'
import { credentialsPart } from '../credentials-check.ts'
import { setupPart } from '../setup-check.ts'
import type { GitHosts } from '../credentials/git-hosts.ts'
import { checkHost } from './host-check.ts'
import { fileBelow } from './host-file.ts'
import { createHostHelper } from './host-helper.ts'
import { createHostLife } from './host-life.ts'
import { configuredEnv, createHostProcessEnv, sharedLoginFolder } from './host-process-env.ts'
import { hostEnv } from './host-env.ts'
import { programOnPath } from './host-programs.ts'
import { hostLeftovers, leftVersion } from './host-leftovers.ts'
import { recordedPlaces } from './host-record.ts'
import { createHostUsage } from './host-usage.ts'
import { hostStateOf, madeHostState, stateFolderOf, workOf } from './host-state.ts'
import { createOldVersions } from './old-versions.ts'
import { openSocket, placeSupervisorFiles } from './host-supervisor.ts'

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

/** Sessions as processes of this machine, each in a folder of its own below the data directory. */
export function createHostAdapter(deps: HostAdapterDeps): Adapter {
  const sessionsFolder = join(deps.dataDir, 'sessions')
  const supervisorFiles = (): string => placeSupervisorFiles(deps.supervisorDir, join(deps.dataDir, 'supervisors'))
  const help = createHostHelper(deps)
  const usageOf = createHostUsage()
  const versions = createOldVersions(deps)
  const processEnv = createHostProcessEnv({ ...deps, supervisorFiles })

  return {
    kind: 'HOST',
    steps: ['folder', 'clone'],
    ...createHostLife({ ...deps, sessionsFolder, supervisorFiles, help }),

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

    retire: (environment) => rm(sharedLoginFolder(deps.dataDir, environment), { recursive: true, force: true }),

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
  }
}
