import type { Logger } from 'pino'
import { EngineProblem, hasStatus } from '../../docker/engine-problem.ts'
import { failpoint } from '../../failpoint.ts'
import { Problem } from '../../problem.ts'
import type { Adapter, AdapterState, Place, Poll, StopCause } from '../adapter.ts'
import { applyAtStart } from './applied-settings.ts'
import { exitOf } from './container-exit.ts'
import { renewSettings } from './container-settings.ts'
import { dockerConfigOf } from './docker-config.ts'
import { createDockerPlace, imagesFor, recreateContainer } from './docker-creation.ts'
import { engineOf, namedDockerState, namesOf, parseDockerState } from './docker-state.ts'
import type { Engines } from './engines.ts'
import { retireMirrorVolume } from './mirror-volume.ts'
import { releaseVolume } from './release-volume.ts'
import { ownNetworkOf } from './session-container.ts'

const stopSeconds = 10
const pollMs = 2_000

/** How a place comes to be, runs, ends, and what is known of that. */
export function createDockerLife({ engines, log }: { engines: Engines; log: Logger }): Pick<Adapter, 'create' | 'start' | 'stop' | 'prepareAnew' | 'poll' | 'remove'> {
  /** Stops that this server asked for, until the session starts again. */
  const asked = new Map<string, StopCause>()

  async function removeAll(place: Place, began?: number): Promise<void> {
    const { engine } = engines.at(engineOf(place))
    const { container, cloneHelper, workVolume, stateVolume } = namesOf(place.sessionId)
    await Promise.all([engine.containers.remove(cloneHelper), engine.containers.remove(container)])
    await Promise.all([releaseVolume(engine, workVolume), releaseVolume(engine, stateVolume), engine.networks.remove(ownNetworkOf(place.sessionId))])
    await retireMirrorVolume(engine, parseDockerState(place.state)?.mirror ?? null, began)
    asked.delete(place.sessionId)
  }

  return {
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
      await engines.at(engineOf(place)).engine.containers.stop(containerId, stopSeconds)
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
        const { engine, watch } = engines.at(engineOf(place))
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
  }
}
