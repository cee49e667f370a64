// One Docker engine, in Docker's own nouns. Knows no session: labels, names and options are the caller's.
import Docker from 'dockerode'
import { Problem } from '../problem.ts'
import { call } from './call.ts'
import { createContainers } from './containers.ts'
import type { Endpoint } from './endpoint.ts'
import { EngineProblem } from './engine-problem.ts'
import { engineStart } from './engine-start.ts'
import { watchEvents, type EventsOptions } from './events.ts'
import { createImages } from './images.ts'
import { createNetworks } from './networks.ts'
import { withPlainRequests } from './plain-requests.ts'
import { createVolumes } from './volumes.ts'

export type EngineStatus =
  | { state: 'ok'; version: string; os: string; arch: string }
  | { state: 'missing' | 'not answering'; reason: string }

/** What the engine's host can do. */
export type EngineHost = {
  memory: number
  cpus: number
  /** Traffic between containers of one bridge passes its firewall, so switching it off has an effect. */
  filtersBridges: boolean
  /** Where it keeps everything, on its own machine. */
  folder: string | null
}

const statusDeadlineMs = 2_000

export function createEngine({ endpoint }: { endpoint: Endpoint }) {
  const docker = withPlainRequests(new Docker(endpoint.options))
  let asked: ReturnType<typeof docker.version> | null = null

  // One question at a time: an engine that hangs for an hour must not collect a connection for every time it was asked.
  function askVersion(): ReturnType<typeof docker.version> {
    asked ??= docker.version().finally(() => { asked = null })
    return asked
  }

  return {
    containers: createContainers(docker),
    volumes: createVolumes(docker),
    images: createImages(docker),
    networks: createNetworks(docker),

    /** Answers within 2 s, whatever the engine does. */
    status: async (): Promise<EngineStatus> => {
      try {
        const { Version, Os, Arch } = await call('say its version', askVersion, { deadline: statusDeadlineMs })
        return { state: 'ok', version: Version, os: Os, arch: Arch }
      } catch (error) {
        // With TLS 1.3 a client that is not taken sees a connection that stood and then broke.
        if (error instanceof EngineProblem && endpoint.secure && isReset(error.cause)) return { state: 'missing', reason: `The Docker engine at ${endpoint.name} ended the connection at once, so it may not take our certificate; check cert and key in the environment's settings.` }
        if (error instanceof EngineProblem && error.engine !== 'ok') return { state: error.engine, reason: error.message }
        if (error instanceof Problem) return { state: 'not answering', reason: error.message }
        throw error
      }
    },

    host: async (): Promise<EngineHost> => {
      const info = await call('describe its host', () => docker.info() as Promise<unknown>)
      const { MemTotal, NCPU, BridgeNfIptables, DockerRootDir } = info as { MemTotal?: unknown; NCPU?: unknown; BridgeNfIptables?: unknown; DockerRootDir?: unknown }
      return { memory: Number(MemTotal), cpus: Number(NCPU), filtersBridges: BridgeNfIptables === true, folder: typeof DockerRootDir === 'string' ? DockerRootDir : null }
    },

    /** In milliseconds since 1970; null = it does not show. */
    startedAt: (): Promise<number | null> => engineStart(docker, endpoint.options.socketPath),

    /** Lets go of connections; calls that are under way fail. */
    close: (): void => { endpoint.close() },

    watch: (options: EventsOptions): { stop(): void } => watchEvents(docker, options),
  }
}
export type Engine = ReturnType<typeof createEngine>

function isReset(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ECONNRESET' || cause.code === 'EPIPE')
}
