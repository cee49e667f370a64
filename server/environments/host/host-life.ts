import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hostConfig } from '../../../contract/environment.ts'
import type { GitProtocol } from '../../../contract/repo-url.ts'
import { Problem } from '../../problem.ts'
import { isSameProcess } from '../../process-identity.ts'
import type { Adapter, Place } from '../adapter.ts'
import { withoutSignIn } from '../credentials/credentials.ts'
import type { GitHosts } from '../credentials/git-hosts.ts'
import type { SshAgent } from '../credentials/ssh-agent.ts'
import { supervisorMemory } from '../supervisor-memory.ts'
import { cloneOnHost } from './host-clone.ts'
import { hostEnv } from './host-env.ts'
import type { HostHelper } from './host-helper.ts'
import { mirrorFolder, retireMirror } from './host-mirror.ts'
import { agentSocketOf, configuredEnv } from './host-process-env.ts'
import { writeRecord } from './host-record.ts'
import { restoreOnHost } from './host-restore.ts'
import { hostStateOf, madeHostState, stateFolderOf, workOf, type HostState } from './host-state.ts'
import { endSupervisor, makePrivateFolder, sessionVariable, socketBeside, socketPathFor, startSupervisor } from './host-supervisor.ts'
import { createMirrorUse } from './mirror-use.ts'
import { createSystemdScopes } from './systemd-scope.ts'

export type HostLifeDeps = {
  dataDir: string
  sessionsFolder: string
  /** The folder that supervisors of now run from. */
  supervisorFiles: () => string
  node: string
  env: Record<string, string | undefined>
  gitProtocols: readonly GitProtocol[]
  cloneStallSeconds: number
  gitHosts: Pick<GitHosts, 'forRepository'>
  sshAgent: Pick<SshAgent, 'isOn' | 'socket'>
  knownHosts: string
  help: HostHelper
}

const watchMs = 2_000
/** A mirror that nobody borrows from is made anew from time to time, without what has piled up in it. */
const monthMs = 30 * 24 * 3_600_000

/** How a place comes to be, runs, ends, and what is known of that. */
export function createHostLife(deps: HostLifeDeps): Pick<Adapter, 'create' | 'start' | 'stop' | 'prepareAnew' | 'poll' | 'remove' | 'watch' | 'close'> {
  const scopes = createSystemdScopes(deps.env)
  const mirrors = createMirrorUse()
  const timers = new Set<NodeJS.Timeout>()
  const watched = new Map<string, HostState>()

  async function launch(place: Place, state: HostState, save: (state: HostState) => Promise<void>): Promise<void> {
    makePrivateFolder(dirname(state.socket))
    await mkdir(stateFolderOf(state), { recursive: true, mode: 0o700 })
    const files = deps.supervisorFiles()
    // The agent could read the environment of its supervisor.
    const env = { ...withoutSignIn(hostEnv(deps.env)), ...supervisorMemory, [sessionVariable]: place.sessionId }
    await startSupervisor({ sessionId: place.sessionId, scopes, node: deps.node, files, socket: state.socket, stateFolder: stateFolderOf(state), env }, async (supervisor) => {
      const started = { ...state, supervisor, env: configuredEnv(place) }
      watched.set(place.sessionId, started)
      await save(started)
      writeRecord(place, started)
    })
  }

  async function end(place: Place): Promise<void> {
    const state = hostStateOf(place)
    watched.delete(place.sessionId)
    await endSupervisor(state?.supervisor ?? null, place.sessionId)
    if (state) for (const socket of [state.socket, socketBeside(state.socket, 'git'), socketBeside(state.socket, 'ssh')]) await rm(socket, { force: true })
  }

  return {
    async create(place, hooks) {
      const partial = hostConfig.parse(place.environment.config).partialClone ?? false
      const mirror = hooks.rescue || partial ? null : mirrorFolder(deps.dataDir, place.repoUrl)
      const state: HostState = { folder: join(deps.sessionsFolder, place.sessionId), socket: socketPathFor(deps.dataDir, place.sessionId), supervisor: null, ...(mirror === null ? {} : { mirror }) }
      await hooks.save(state)
      try {
        hooks.onStep({ name: 'folder', state: 'running' })
        await mkdir(stateFolderOf(state), { recursive: true, mode: 0o700 })
        writeRecord(place, state)
        hooks.onStep({ name: 'folder', state: 'done' })
        hooks.onStep({ name: 'clone', state: 'running', percent: 0 })
        const knownHosts = join(stateFolderOf(state), 'known_hosts')
        const { repoUrl, branch, newBranch } = place
        if (hooks.rescue) await restoreOnHost(deps.help, { rescue: hooks.rescue, target: workOf(state) }, hooks)
        else {
          await mirrors.during(mirror, () => cloneOnHost({
            repoUrl,
            branch,
            newBranch,
            mirror,
            partial,
            target: workOf(state),
            knownHosts,
            env: hostEnv(deps.env),
            protocols: deps.gitProtocols,
            stallSeconds: deps.cloneStallSeconds,
            credential: deps.gitHosts.forRepository(repoUrl),
            publishedKeys: deps.knownHosts,
            sshAgent: agentSocketOf(deps.sshAgent, place.environment),
          }, hooks))
        }
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
      if (state.mirror !== undefined && !mirrors.inUse(state.mirror)) await retireMirror(state.mirror, { sessionsFolder: deps.sessionsFolder, olderThan: monthMs })
    },

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
