// One client per engine, shared by the environments and sessions on it: its connections, its event stream, and what is known of it.
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import type { Logger } from 'pino'
import { endpointOf, type EngineAddress } from '../../docker/endpoint.ts'
import { createEngine, type Engine } from '../../docker/engine.ts'
import type { Happening } from '../adapter.ts'
import { createEngineDisk } from './engine-disk.ts'
import { createDockerUsage, type DockerUsage } from './docker-usage.ts'
import { createDockerWatch } from './docker-watch.ts'
import type { CreationDeps } from './docker-creation.ts'
import { createDockerfileImages } from './dockerfile-image.ts'
import { createImagePrograms, type ImagePrograms } from './image-programs.ts'
import { instanceOf } from './labels.ts'
import { createRuntimeVolume } from './runtime-volume.ts'
import { createSessionImage } from './session-image.ts'

export type EnginesDeps = Pick<CreationDeps, 'signingKey' | 'gitProtocols' | 'gitHosts' | 'credentials' | 'sshAgent' | 'imageRecipe' | 'env' | 'stallSeconds'> & {
  /** Of environments that name no engine. */
  defaultAddress: EngineAddress
  supervisorDir: string
  baseImage: string | null
  log: Logger
  /** Something happened to a session's container; null: anything may have happened on one of the engines. */
  onChange: (sessionId: string | null, happened?: Happening) => void
}

/** What belongs to one engine. */
export type EngineParts = {
  engine: Engine
  creation: CreationDeps
  programs: ImagePrograms
  usage: DockerUsage
  watch: ReturnType<typeof createDockerWatch>
  /** Where it keeps its volumes; null where that is not on this machine. */
  folder: () => Promise<string | null>
}

type Held = { parts: EngineParts; usedAt: number; users: number; stop: () => void }

/** An engine that nobody asked for so long is let go. Environments and sessions ask every few seconds. */
const unusedMs = 120_000

export function createEngines(deps: EnginesDeps) {
  const held = new Map<string, Held>()
  let following = false

  function open(address: EngineAddress): Held {
    const engine = createEngine({ endpoint: endpointOf(address, deps.env) })
    const { signingKey, gitProtocols, gitHosts, credentials, sshAgent, imageRecipe, env, stallSeconds, log } = deps
    const watch = createDockerWatch(engine, instanceOf(signingKey))
    // A socket of this machine may lead into a virtual one; then the folder is not here either.
    const folder = async (): Promise<string | null> => (address.type === 'unix' ? (await engine.host()).folder : null)
    const creation: CreationDeps = {
      engine, signingKey, gitProtocols, gitHosts, credentials, sshAgent, imageRecipe, env, stallSeconds,
      disk: createEngineDisk(folder),
      sessionImage: createSessionImage({ engine, recipes: imageRecipe, wantedBase: deps.baseImage }),
      dockerfileImages: createDockerfileImages(engine),
      runtimeVolume: createRuntimeVolume({ engine, supervisorDir: deps.supervisorDir, signingKey }),
    }
    const one: Held = { parts: { engine, creation, watch, folder, usage: createDockerUsage(engine), programs: createImagePrograms({ engine, signingKey, log }) }, usedAt: Date.now(), users: 0, stop: () => undefined }
    if (following) followOne(one)
    return one
  }

  function followOne(one: Held): void {
    const { watch, engine } = one.parts
    one.stop = watch.watch(deps.onChange, (sessionId, { id, time }) => {
      void memoryLimitOf(engine, id).then((limit) => { deps.onChange(sessionId, { what: 'out of memory', why: `A process was killed, since the memory limit${limit} was reached`, mark: time }) })
    })
  }

  function heldAt(address: EngineAddress): Held {
    const key = keyOf(address)
    let one = held.get(key)
    if (!one) {
      one = open(address)
      held.set(key, one)
    }
    one.usedAt = Date.now()
    return one
  }

  function letGo(key: string, one: Held): void {
    held.delete(key)
    one.stop()
    one.parts.engine.close()
  }

  const timer = setInterval(() => {
    for (const [key, one] of held) if (one.users === 0 && Date.now() - one.usedAt > unusedMs) letGo(key, one)
  }, unusedMs / 4)
  timer.unref()

  return {
    at: (address: EngineAddress | null): EngineParts => heldAt(address ?? deps.defaultAddress).parts,
    /** Keeps the engine's client for as long as the work takes. */
    async using<T>(address: EngineAddress | null, work: (parts: EngineParts) => Promise<T>): Promise<T> {
      const one = heldAt(address ?? deps.defaultAddress)
      one.users++
      try {
        return await work(one.parts)
      } finally {
        one.users--
        one.usedAt = Date.now()
      }
    },
    /** Follows the events of every engine, of those that come later too. */
    follow(): () => void {
      following = true
      for (const one of held.values()) followOne(one)
      return () => {
        following = false
        for (const one of held.values()) one.stop()
      }
    },
    count: (): number => held.size,
    close(): void {
      clearInterval(timer)
      for (const [key, one] of held) letGo(key, one)
    },
  }
}
export type Engines = ReturnType<typeof createEngines>

/** The address, and what is in its files: renewed certificates are another client. */
function keyOf(address: EngineAddress): string {
  const hash = createHash('sha256').update(JSON.stringify(address))
  if (address.type === 'tcp' && address.tls) {
    for (const file of [address.tls.ca, address.tls.cert, address.tls.key].filter((one) => one.startsWith('/'))) {
      const stat = statSync(file, { throwIfNoEntry: false })
      hash.update(`\0${String(stat?.ino)} ${String(stat?.mtimeMs)} ${String(stat?.size)}`)
    }
  }
  return hash.digest('hex')
}

/** " of 512 MiB"; nothing where the engine cannot say it any more. */
async function memoryLimitOf(engine: Engine, container: string): Promise<string> {
  const found = await engine.containers.inspect(container).catch(() => null)
  const bytes = found?.HostConfig.Memory ?? 0
  return bytes > 0 ? ` of ${String(Math.round(bytes / 1024 ** 2))} MiB` : ''
}
