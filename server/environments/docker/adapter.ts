import type { Logger } from 'pino'
import type { CredentialMode } from '../../../contract/environment.ts'
import type { GitProtocol } from '../../../contract/repo-url.ts'
import type { EngineAddress } from '../../docker/endpoint.ts'
import type { Engine } from '../../docker/engine.ts'
import { hasStatus } from '../../docker/engine-problem.ts'
import { Problem } from '../../problem.ts'
import type { Adapter, Happening, Place } from '../adapter.ts'
import { agentSettingsOf, pendingOfAgent } from '../agent-settings.ts'
import { sharedLoginVariable, type Credentials } from '../credentials/credentials.ts'
import type { SshAgent } from '../credentials/ssh-agent.ts'
import type { GitHosts } from '../credentials/git-hosts.ts'
import { supervisorMemory } from '../supervisor-memory.ts'
import { pendingSettings } from './applied-settings.ts'
import { fileInArchive } from './archive-file.ts'
import { helperContainer, runHelper, type HelperContainer } from './docker-helper.ts'
import { dockerConfigOf } from './docker-config.ts'
import { createDockerEnvironments } from './docker-environments.ts'
import { createDockerLife } from './docker-life.ts'
import { engineOf, madeDockerState, namedDockerState, parseDockerState } from './docker-state.ts'
import { createEngines, type EngineParts } from './engines.ts'
import { keptVolume, limitsFor } from './hardening.ts'
import { inside, mirrorMount, runtimeProgram, user } from './session-container.ts'
import { credentialsOf, linesOf, variablesOf } from './session-env.ts'

export type DockerAdapterDeps = {
  /** The built supervisor's folder. */
  supervisorDir: string
  /** The folder of the image recipes. */
  imageRecipe: string
  signingKey: Uint8Array
  /** CLAUDEWORK_BASE_IMAGE; null = the public one, or one made here. */
  baseImage: string | null
  /** Of environments that name no engine. */
  defaultAddress: EngineAddress
  env: Record<string, string | undefined>
  gitProtocols: readonly GitProtocol[]
  cloneStallSeconds: number
  gitHosts: Pick<GitHosts, 'forRepository'>
  credentials: Pick<Credentials, 'modeOf' | 'onlyFor' | 'hostSignIn'>
  sshAgent: SshAgent
  log: Logger
}

/** Sessions as containers of a Docker engine. */
export function createDockerAdapter(deps: DockerAdapterDeps): Adapter {
  const { log } = deps
  const listeners = new Set<(sessionId: string | null, happened?: Happening) => void>()
  const engines = createEngines({
    ...deps,
    stallSeconds: deps.cloneStallSeconds,
    onChange: (sessionId, happened) => { for (const listener of listeners) listener(sessionId, happened) },
  })
  const partsOf = (place: Place): EngineParts => engines.at(engineOf(place))
  const engineFor = (place: Place): Engine => partsOf(place).engine
  let unfollow: (() => void) | null = null

  /** A container keeps its mounts. */
  function credentialMode(place: Place): CredentialMode {
    const mode = deps.credentials.modeOf(place.environment)
    return mode === 'shared-directory' && parseDockerState(place.state)?.loginVolume === null ? 'session' : mode
  }

  async function helperParts({ engine, creation }: EngineParts, signal: AbortSignal): Promise<Omit<HelperContainer, 'mounts'>> {
    const limits = limitsFor(await engine.host())
    const image = await creation.sessionImage.ensure({ onLine: () => undefined, signal })
    return { sessionImage: image.id, limits, signingKey: deps.signingKey, runtimeVolume: await creation.runtimeVolume.ensure(image, { limits, signal }) }
  }

  return {
    kind: 'DOCKER',
    steps: ['image', 'volumes', 'clone', 'container'],
    ...createDockerLife({ engines, log }),
    ...createDockerEnvironments({ ...deps, engines }),

    async git(place, question, run) {
      const state = namedDockerState(place)
      const { workVolume } = state
      const parts = partsOf(place)
      const { engine } = parts
      if (!(await engine.volumes.inspect(workVolume))) throw new Problem('not-found', 'The volume that holds the work of this session was removed outside claudework.')
      // Read-only: whatever a helper may be made to do, the work stays as it is.
      const mounts = [keptVolume(workVolume, inside.work, { readOnly: true }), ...mirrorMount(state)]
      await runHelper(engine, helperContainer({ ...question, work: inside.work }, { ...await helperParts(parts, run.signal), mounts }), run)
    },

    async verify(place, run) {
      const parts = partsOf(place)
      await runHelper(parts.engine, helperContainer({ ask: 'verify' }, { ...await helperParts(parts, run.signal), mounts: [] }), run)
    },

    async connect(place, { relay, signal }) {
      const { containerId } = madeDockerState(place)
      // Right after a start the socket may not be there yet, so it tries for five seconds.
      const argv = runtimeProgram('socat', '-b', '65536', '-', `UNIX-CONNECT:${inside.socket},retry=250,interval=0.02`)
      try {
        return await engineFor(place).containers.exec(containerId, { argv, env: [`CLAUDEWORK_RELAY=${relay}`], user }, { signal })
      } catch (error) {
        if (hasStatus(error, 404, 409)) throw new Problem('precondition', 'The container of this session does not run; start the session.', { cause: error })
        throw error
      }
    },

    usage(place) {
      const { containerId, workVolume, stateVolume } = madeDockerState(place)
      return partsOf(place).usage(containerId, [workVolume, stateVolume])
    },

    layout: () => ({ work: inside.work, state: inside.state, home: inside.home }),

    async readStateFile(place, path, most) {
      const archive = await engineFor(place).containers.getArchive(madeDockerState(place).containerId, `${inside.state}/${path}`)
      return archive && fileInArchive(archive, most)
    },

    async processEnv(place) {
      const state = madeDockerState(place)
      const container = await engineFor(place).containers.inspect(state.containerId)
      if (!container) throw new Problem('not-found', 'The container of this session is gone; start the session to make it again.')
      return {
        // An image's programs are renewed with the image. Claude Code would try in each container for itself, in vain, and that takes
        // the session for a busy one. An image or an environment may say otherwise.
        DISABLE_AUTOUPDATER: '1',
        ...variablesOf(container.Config.Env.filter((line) => !linesOf(supervisorMemory).includes(line))),
        ...deps.credentials.onlyFor(place.environment, credentialsOf(deps.env)),
        ...(state.applied ?? dockerConfigOf(place.environment)).env,
        ...(deps.sshAgent.isOn(place.environment) ? { SSH_AUTH_SOCK: inside.sshSocket } : {}),
        ...(credentialMode(place) === 'shared-directory' ? { [sharedLoginVariable]: inside.login } : {}),
      }
    },

    credentialMode,

    agentStarted: (place) => ({ ...namedDockerState(place), agent: agentSettingsOf(deps, place.environment) }),

    pending(place) {
      const state = parseDockerState(place.state)
      if (!state) return []
      return [...pendingSettings(state, dockerConfigOf(place.environment)), ...pendingOfAgent(state.agent, agentSettingsOf(deps, place.environment), { mountsLogin: state.loginVolume !== null })]
    },

    describe(state) {
      const parsed = parseDockerState(state)
      return { containerId: parsed?.containerId ?? null, volumeName: parsed?.workVolume ?? null }
    },

    watch(onChange) {
      listeners.add(onChange)
      unfollow ??= engines.follow()
      return () => {
        listeners.delete(onChange)
        if (listeners.size > 0) return
        unfollow?.()
        unfollow = null
      }
    },

    close() {
      listeners.clear()
      engines.close()
      return Promise.resolve()
    },
  }
}
