import type { Engine } from '../../docker/engine.ts'
import type { Adapter, Environment, Readiness } from '../adapter.ts'
import type { Credentials } from '../credentials/credentials.ts'
import { checkDocker } from './docker-check.ts'
import { dockerConfigOf } from './docker-config.ts'
import { imageInUse } from './docker-creation.ts'
import { loginVolumeOf } from './docker-state.ts'
import type { EngineParts, Engines } from './engines.ts'
import { foundPlaces } from './found-places.ts'
import { clearDockerLeftover, dockerLeftovers } from './leftovers.ts'

export type DockerEnvironmentsDeps = {
  engines: Engines
  signingKey: Uint8Array
  env: Record<string, string | undefined>
  credentials: Pick<Credentials, 'modeOf' | 'hostSignIn'>
}

/** What is asked of an environment itself, whatever sessions it has. */
export function createDockerEnvironments({ engines, ...deps }: DockerEnvironmentsDeps): Pick<Adapter, 'retire' | 'found' | 'leftovers' | 'clear' | 'folder' | 'readiness' | 'check' | 'programs'> {
  const partsFor = (environment: Environment): EngineParts => engines.at(dockerConfigOf(environment).engine ?? null)

  return {
    retire: async (environment) => partsFor(environment).engine.volumes.remove(loginVolumeOf(environment)),

    found: async (environment, options) => foundPlaces(partsFor(environment).engine, { signingKey: deps.signingKey, environment, strangers: options?.strangers ?? false }),

    leftovers: async (environment, search) => dockerLeftovers(partsFor(environment).creation, search),

    clear: async (environment, leftover) => clearDockerLeftover(partsFor(environment).engine, leftover),

    folder: async (environment) => partsFor(environment).folder(),

    readiness: async (environment) => readinessOf(partsFor(environment).engine),

    check: async (environment) => checkDocker(() => partsFor(environment).creation, { config: dockerConfigOf(environment), credentials: deps.credentials.modeOf(environment), host: await deps.credentials.hostSignIn(), env: deps.env }),

    async programs(environment, names) {
      const { engine, creation, programs } = partsFor(environment)
      const status = await engine.status()
      if (status.state !== 'ok') return { found: null, reason: status.reason }
      const config = dockerConfigOf(environment)
      const image = await imageInUse(creation, config)
      if (!image) return { found: null, reason: config.image === undefined ? 'The image is not built yet; the first session builds it.' : `The engine does not have the image ${config.image} yet; the first session pulls it.` }
      return { found: await programs.find({ id: image.Id, env: image.Config.Env }, names, config.env), reason: null }
    },
  }
}

async function readinessOf(engine: Engine): Promise<Readiness> {
  const status = await engine.status()
  if (status.state !== 'ok') return { ready: false, engine: status.state, version: null, reason: status.reason }
  if (status.os !== 'linux') return { ready: false, engine: 'ok', version: status.version, reason: `The Docker engine runs ${status.os} containers; switch it to Linux containers.` }
  return { ready: true, engine: 'ok', version: status.version, reason: null }
}
