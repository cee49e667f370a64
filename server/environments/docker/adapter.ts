import type { Logger } from 'pino'
import type { CredentialMode } from '../../../contract/environment.ts'
import type { GitProtocol } from '../../../contract/repo-url.ts'
import { addressOf } from '../../docker/endpoint.ts'
import type { Engine } from '../../docker/engine.ts'
import { EngineProblem, hasStatus } from '../../docker/engine-problem.ts'
import { failpoint } from '../../failpoint.ts'
import { Problem } from '../../problem.ts'
import type { Adapter, AdapterState, Environment, Happening, Place, Poll, Readiness, StopCause } from '../adapter.ts'
import { agentSettingsOf, pendingOfAgent } from '../agent-settings.ts'
import { sharedLoginVariable, type Credentials } from '../credentials/credentials.ts'
import type { SshAgent } from '../credentials/ssh-agent.ts'
import type { GitHosts } from '../credentials/git-hosts.ts'
import { applyAtStart, pendingSettings } from './applied-settings.ts'
import { fileInArchive } from './archive-file.ts'
import { exitOf } from './container-exit.ts'
import { checkDocker } from './docker-check.ts'
import { renewSettings } from './container-settings.ts'
import { helperContainer, runHelper, type HelperContainer } from './docker-helper.ts'
import { dockerConfigOf } from './docker-config.ts'
import { createDockerPlace, imageInUse, imagesFor, recreateContainer } from './docker-creation.ts'
import { engineOf, loginVolumeOf, madeDockerState, namedDockerState, namesOf, parseDockerState } from './docker-state.ts'
import { createEngines, type EngineParts } from './engines.ts'
import { foundPlaces } from './found-places.ts'
import { clearDockerLeftover, dockerLeftovers } from './leftovers.ts'
import { keptVolume, limitsFor } from './hardening.ts'
import { retireMirrorVolume } from './mirror-volume.ts'
import { releaseVolume } from './release-volume.ts'
import { inside, mirrorMount, ownNetworkOf, runtimeProgram, user } from './session-container.ts'
import { credentialsOf, variablesOf } from './session-env.ts'

export type DockerAdapterDeps = {
  /** The built supervisor's folder. */
  supervisorDir: string
  /** The folder of the image recipes. */
  imageRecipe: string
  signingKey: Uint8Array
  /** CLAUDEWORK_BASE_IMAGE; null = the public one, or one made here. */
  baseImage: string | null
  dockerHost: string | null
  env: Record<string, string | undefined>
  gitProtocols: readonly GitProtocol[]
  gitHosts: Pick<GitHosts, 'forRepository'>
  credentials: Pick<Credentials, 'modeOf' | 'onlyFor' | 'hostSignIn'>
  sshAgent: SshAgent
  log: Logger
}

const stopSeconds = 10
const pollMs = 2_000

/** Sessions as containers of a Docker engine. */
export function createDockerAdapter(deps: DockerAdapterDeps): Adapter {
  const { log } = deps
  const listeners = new Set<(sessionId: string | null, happened?: Happening) => void>()
  const defaultAddress = addressOf(deps.dockerHost, deps.env)
  const engines = createEngines({
    ...deps,
    defaultAddress,
    stallSeconds: Number(deps.env['CLAUDEWORK_CLONE_STALL_S'] ?? 60),
    onChange: (sessionId, happened) => { for (const listener of listeners) listener(sessionId, happened) },
  })
  const partsOf = (place: Place): EngineParts => engines.at(engineOf(place))
  const engineFor = (place: Place): Engine => partsOf(place).engine
  const partsFor = (environment: Environment): EngineParts => engines.at(dockerConfigOf(environment).engine ?? null)
  /** Stops that this server asked for, until the session starts again. */
  const asked = new Map<string, StopCause>()
  let unfollow: (() => void) | null = null

  /** A container keeps its mounts. */
  function credentialMode(place: Place): CredentialMode {
    const mode = deps.credentials.modeOf(place.environment)
    return mode === 'shared-directory' && parseDockerState(place.state)?.loginVolume === null ? 'session' : mode
  }

  async function removeAll(place: Place, began?: number): Promise<void> {
    const engine = engineFor(place)
    const { container, cloneHelper, workVolume, stateVolume } = namesOf(place.sessionId)
    await Promise.all([engine.containers.remove(cloneHelper), engine.containers.remove(container)])
    await Promise.all([releaseVolume(engine, workVolume), releaseVolume(engine, stateVolume), engine.networks.remove(ownNetworkOf(place.sessionId))])
    await retireMirrorVolume(engine, parseDockerState(place.state)?.mirror ?? null, began)
    asked.delete(place.sessionId)
  }

  async function helperParts({ engine, creation }: EngineParts, signal: AbortSignal): Promise<Omit<HelperContainer, 'mounts'>> {
    const limits = limitsFor(await engine.host())
    const image = await creation.sessionImage.ensure({ onLine: () => undefined, signal })
    return { sessionImage: image.id, limits, signingKey: deps.signingKey, runtimeVolume: await creation.runtimeVolume.ensure(image, { limits, signal }) }
  }

  return {
    kind: 'DOCKER',
    steps: ['image', 'volumes', 'clone', 'container'],

    async create(place, hooks) {
      const kept: AdapterState[] = []
      const began = Date.now()
      const save = (state: AdapterState): Promise<void> => {
        kept.push(state)
        return hooks.save(state)
      }
      try {
        const config = dockerConfigOf(place.environment)
        await engines.using(config.engine ?? null, ({ creation }) => createDockerPlace(creation, { place, config, hooks: { ...hooks, save } }))
      } catch (error) {
        const state = kept.at(-1)
        if (state) await removeAll({ ...place, state }, began).catch((undoing: unknown) => {
          log.error({ err: undoing, session: place.sessionId }, 'what a failed creation made could not be removed')
        })
        throw hooks.signal.aborted ? new Problem('cancelled', 'The creation was cancelled.', { cause: error }) : error
      }
    },

    async start(place, hooks) {
      const state = namedDockerState(place)
      asked.delete(place.sessionId)
      await engines.using(engineOf(place), async ({ engine, creation }) => {
        const config = dockerConfigOf(place.environment)
        try {
          // A container keeps the supervisor, the image and the network that it was made with.
          if (hooks.renew) {
            await engine.containers.remove(state.container)
            await engine.networks.remove(ownNetworkOf(place.sessionId))
            failpoint('place discarded')
          }
          else if (state.containerId !== null) {
            const changed = await applyAtStart(engine, { ...state, containerId: state.containerId }, config)
            const settings = await renewSettings(creation, { containerId: state.containerId, place, known: state.settings ?? null })
            if (changed || settings !== state.settings) await hooks.save({ ...state, ...changed, settings })
            await engine.containers.start(state.containerId)
            return
          }
        } catch (error) {
          if (!hasStatus(error, 404)) throw error
        }
        if (!(await engine.volumes.inspect(state.workVolume))) throw new Problem('not-found', 'The container and the volumes of this session were removed outside claudework; create it again.')
        await recreateContainer(creation, { place, config, state, hooks })
      })
    },

    async stop(place, cause) {
      const { containerId } = namedDockerState(place)
      // A session found again by its volumes alone has none.
      if (containerId === null) return
      asked.set(place.sessionId, cause)
      await engineFor(place).containers.stop(containerId, stopSeconds)
    },

    async prepareAnew(place, { signal }) {
      const state = parseDockerState(place.state)
      if (!state) throw new Problem('precondition', 'This session has no container; use retry.')
      await engines.using(engineOf(place), async ({ engine, creation }) => {
        if (!(await engine.volumes.inspect(state.workVolume))) throw new Problem('not-found', 'The volumes of this session were removed outside claudework; create it again.')
        await imagesFor(creation, { config: dockerConfigOf(place.environment), hooks: { onStep: () => undefined, onLog: () => undefined, signal } })
      })
    },

    async poll(place): Promise<Poll> {
      const state = parseDockerState(place.state)
      if (!state) return { place: 'missing', kept: false }
      try {
        const { engine, watch } = partsOf(place)
        const container = state.containerId === null ? null : await engine.containers.inspect(state.containerId, { deadline: pollMs })
        if (!container) return { place: 'missing', kept: (await engine.volumes.inspect(state.workVolume)) !== null }
        if (container.State.Running) return { place: 'running' }
        return { place: 'stopped', exit: exitOf(container.State, { asked: asked.get(place.sessionId) ?? null, outages: watch.outages, engineStartedAt: await watch.engineStartedAt() }) }
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        const health = error instanceof EngineProblem && error.engine === 'missing' ? 'missing' : 'not answering'
        return { place: 'unknown', engine: health, reason: error.message }
      }
    },

    async remove(place) {
      // Names are kept before the first thing is made.
      if (place.state !== null) await removeAll(place)
    },

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
        ...variablesOf(container.Config.Env),
        ...deps.credentials.onlyFor(place.environment, credentialsOf(deps.env)),
        ...(state.applied ?? dockerConfigOf(place.environment)).env,
        ...(deps.sshAgent.isOn(place.environment) ? { SSH_AUTH_SOCK: inside.sshSocket } : {}),
        ...(credentialMode(place) === 'shared-directory' ? { [sharedLoginVariable]: inside.login } : {}),
      }
    },

    credentialMode,

    retire: async (environment) => partsFor(environment).engine.volumes.remove(loginVolumeOf(environment)),

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

    found: async (environment, options) => foundPlaces(partsFor(environment).engine, { signingKey: deps.signingKey, environment, strangers: options?.strangers ?? false }),

    leftovers: async (environment, search) => dockerLeftovers(partsFor(environment).engine, { ...search, signingKey: deps.signingKey }),

    clear: async (environment, leftover) => clearDockerLeftover(partsFor(environment).engine, leftover),

    // A socket of this machine may lead into a virtual one; then the folder is not here either.
    folder: async (environment) => ((dockerConfigOf(environment).engine ?? defaultAddress).type === 'unix' ? (await partsFor(environment).engine.host()).folder : null),

    readiness: async (environment) => readinessOf(partsFor(environment).engine),

    check: async (environment) => checkDocker(partsFor(environment).creation, { config: dockerConfigOf(environment), credentials: deps.credentials.modeOf(environment), host: await deps.credentials.hostSignIn(), env: deps.env }),

    async programs(environment, names) {
      const { engine, creation, programs } = partsFor(environment)
      const status = await engine.status()
      if (status.state !== 'ok') return { found: null, reason: status.reason }
      const config = dockerConfigOf(environment)
      const image = await imageInUse(creation, config)
      if (!image) return { found: null, reason: config.image === undefined ? 'The image is not built yet; the first session builds it.' : `The engine does not have the image ${config.image} yet; the first session pulls it.` }
      return { found: await programs.find({ id: image.Id, env: image.Config.Env }, names, config.env), reason: null }
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

async function readinessOf(engine: Engine): Promise<Readiness> {
  const status = await engine.status()
  if (status.state !== 'ok') return { ready: false, engine: status.state, version: null, reason: status.reason }
  if (status.os !== 'linux') return { ready: false, engine: 'ok', version: status.version, reason: `The Docker engine runs ${status.os} containers; switch it to Linux containers.` }
  return { ready: true, engine: 'ok', version: status.version, reason: null }
}
