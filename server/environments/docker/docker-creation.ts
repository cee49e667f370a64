import { Writable } from 'node:stream'
import type { Disk } from '../../disk.ts'
import type { ContainerCreateOptions } from '../../docker/containers.ts'
import type { Engine } from '../../docker/engine.ts'
import type { ImageInspectInfo } from '../../docker/images.ts'
import { failpoint } from '../../failpoint.ts'
import { Problem } from '../../problem.ts'
import type { CreateHooks, Place, RescueSource, StepUpdate } from '../adapter.ts'
import type { Credentials } from '../credentials/credentials.ts'
import type { SshAgent } from '../credentials/ssh-agent.ts'
import type { GitHosts } from '../credentials/git-hosts.ts'
import { restoreProgress } from '../restore-progress.ts'
import type { DockerConfig } from './docker-config.ts'
import { putSettings, type ContainerSettingsDeps } from './container-settings.ts'
import type { DockerfileImages } from './dockerfile-image.ts'
import { runClone } from './docker-clone.ts'
import { helperContainer, runMadeHelper } from './docker-helper.ts'
import { loginVolumeOf, namesOf, type DockerState } from './docker-state.ts'
import { forbiddenIn, limitsFor, type Limits } from './hardening.ts'
import { helperLabels, loginLabels, sessionLabels, sharedLabels } from './labels.ts'
import { borrowsLabel, mirrorLabels, mirrorVolumeOf } from './mirror-volume.ts'
import type { createRuntimeVolume } from './runtime-volume.ts'
import { cloneHelper, inside, networkName, ownNetworkOf, sessionContainer } from './session-container.ts'
import { proxiesOf } from './session-env.ts'
import { ensureImage, type createSessionImage, type Image } from './session-image.ts'

export type CreationDeps = ContainerSettingsDeps & {
  sessionImage: ReturnType<typeof createSessionImage>
  runtimeVolume: ReturnType<typeof createRuntimeVolume>
  dockerfileImages: DockerfileImages
  signingKey: Uint8Array
  gitProtocols: readonly string[]
  gitHosts: Pick<GitHosts, 'forRepository'>
  credentials: Pick<Credentials, 'modeOf'>
  sshAgent: SshAgent
  stallSeconds: number
  /** The disk that the engine keeps its volumes on, as it is now; null where that is not known here. */
  disk: () => Promise<Disk | null>
}

type Parts = { place: Place; config: DockerConfig; state: DockerState; hooks: CreateHooks; limits: Limits }

/** Makes what a session owns: two volumes, the clone in one of them, and a container with a running supervisor. Undoing is the caller's. */
export async function createDockerPlace(deps: CreationDeps, { place, config, hooks }: { place: Place; config: DockerConfig; hooks: CreateHooks }): Promise<void> {
  // Asked before anything is kept: without an engine there is nothing to remove later.
  const limits = limitsFor(await deps.engine.host(), config)
  const shared = deps.credentials.modeOf(place.environment) === 'shared-directory'
  const state = { ...namesOf(place.sessionId), engine: config.engine ?? null, loginVolume: shared ? loginVolumeOf(place.environment) : null, mirror: hooks.rescue || config.partialClone ? null : mirrorVolumeOf(place.repoUrl, deps.signingKey) }
  await hooks.save(state)
  failpoint('names kept')
  const parts = { place, config, state, hooks, limits }
  const images = await step(hooks, 'image', () => imagesFor(deps, parts))
  failpoint('image there')
  const runtimeVolume = await step(hooks, 'volumes', () => volumesFor(deps, parts, images.session))
  failpoint('volumes made')
  await helperAndContainer(deps, { ...parts, images, runtimeVolume })
}

/** Makes the container again, on volumes that are there. */
export async function recreateContainer(deps: CreationDeps, { place, config, state, hooks }: { place: Place; config: DockerConfig; state: DockerState; hooks: Pick<CreateHooks, 'save' | 'signal'> }): Promise<void> {
  const limits = limitsFor(await deps.engine.host(), config)
  const parts = { place, config, state, limits, hooks: { ...hooks, onStep: () => undefined, onLog: () => undefined } }
  const images = await imagesFor(deps, parts)
  await deps.engine.networks.ensureIsolatedBridge({ name: networkName, labels: sharedLabels })
  const runtimeVolume = await deps.runtimeVolume.ensure(images.session, { limits, signal: hooks.signal })
  await startContainer(deps, { ...parts, images, runtimeVolume }, { fresh: false })
}

type Images = { session: Image; agent: Image }

/** The images of a session, built or pulled where the engine does not have them. */
export async function imagesFor({ engine, sessionImage, dockerfileImages }: CreationDeps, { config, hooks }: { config: DockerConfig; hooks: Pick<CreateHooks, 'onStep' | 'onLog' | 'signal'> }): Promise<Images> {
  const onLine = (line: string): void => {
    hooks.onLog(line)
    hooks.onStep({ name: 'image', state: 'running', message: line })
  }
  const session = await sessionImage.ensure({ onLine, signal: hooks.signal })
  const agent = config.dockerfile === undefined
    ? config.image === undefined ? session : await ensureImage(engine, config.image, { onLine, signal: hooks.signal })
    : await dockerfileImages.ensure(config.dockerfile, session, { onLine, signal: hooks.signal })
  return { session, agent }
}

/** What the engine has of the image that sessions are made from; null = it is not built or pulled yet. */
export async function imageInUse({ engine, sessionImage, dockerfileImages }: CreationDeps, { image, dockerfile }: DockerConfig): Promise<ImageInspectInfo | null> {
  if (image !== undefined) return engine.images.inspect(image)
  const session = await engine.images.inspect(sessionImage.name())
  if (dockerfile === undefined || !session) return session
  return engine.images.inspect(dockerfileImages.nameOf(dockerfile, { name: sessionImage.name(), id: session.Id }))
}

async function volumesFor({ engine, runtimeVolume, signingKey }: CreationDeps, { place, state, hooks, limits }: Parts, image: Image): Promise<string> {
  const labels = sessionLabels(place, signingKey)
  const [runtime] = await Promise.all([
    runtimeVolume.ensure(image, { limits, signal: hooks.signal }),
    engine.networks.ensureIsolatedBridge({ name: networkName, labels: sharedLabels }),
    borrowingVolume(engine, { state, labels, signingKey }),
    engine.volumes.create({ name: state.stateVolume, labels }),
    state.loginVolume === null ? null : engine.volumes.create({ name: state.loginVolume, labels: loginLabels(place.environment, signingKey) }),
  ])
  return runtime
}

/** The work volume says what it borrows before that is there: a mirror with a borrower is not removed. */
async function borrowingVolume(engine: Engine, { state: { workVolume, mirror }, labels, signingKey }: { state: DockerState; labels: Record<string, string>; signingKey: Uint8Array }): Promise<void> {
  await engine.volumes.create({ name: workVolume, labels: mirror === null ? labels : { ...labels, [borrowsLabel]: mirror } })
  if (mirror !== null) await engine.volumes.create({ name: mirror, labels: mirrorLabels(signingKey) })
}

type Made = Parts & { images: Images; runtimeVolume: string }

/** The container comes up while the clone runs; whichever fails ends the other. */
async function helperAndContainer(deps: CreationDeps, made: Made): Promise<void> {
  const { engine, signingKey, gitProtocols, gitHosts, sshAgent, stallSeconds } = deps
  const { place, state, hooks, limits, images, config } = made
  const { rescue } = hooks
  const asksAgent = sshAgent.isOn(place.environment) && sshAgent.socket !== null
  const credential = gitHosts.forRepository(place.repoUrl)
  const options = rescue ? restoreHelper(deps, made) : cloneHelper({ place, state, sessionImage: images.session.id, limits, signingKey, gitProtocols, stallSeconds, partialClone: config.partialClone ?? false, proxies: proxiesOf(config.env ?? {}), passwordOrigin: credential?.origin ?? null, asksAgent })
  const helper = await engine.containers.create(checked(options))
  failpoint('helper made')
  const failed = new AbortController()
  const signal = AbortSignal.any([hooks.signal, failed.signal])
  const both = [
    step(hooks, 'clone', () => (rescue ? runRestore(engine, { helper, rescue, hooks, signal }) : runClone(engine, { helper, place, stallSeconds, credential, sshAgent: asksAgent ? sshAgent : null, disk: deps.disk, hooks, signal }))),
    step(hooks, 'container', () => startContainer(deps, { ...made, hooks: { ...hooks, signal } }, { fresh: true })),
  ]
  try {
    await Promise.all(both)
  } catch (error) {
    // Both have ended when the first failure is told: what they made can then be removed for good.
    failed.abort()
    await Promise.allSettled(both)
    throw error
  }
  failpoint('clone whole')
  await engine.containers.remove(helper)
  failpoint('helper removed')
}

/** In the clone helper's place, and like it the first to mount the volumes: its image's folders give them their owner. */
function restoreHelper({ signingKey }: CreationDeps, { state, images, limits, runtimeVolume }: Made): ContainerCreateOptions {
  // All of them: the first container that mounts an empty volume gives it its owner.
  const targets: [string | null, string][] = [[state.workVolume, inside.work], [state.stateVolume, inside.state], [state.loginVolume, inside.login]]
  const mounts = targets.flatMap(([volume, target]) => (volume === null ? [] : [{ Type: 'volume' as const, Source: volume, Target: target }]))
  return helperContainer({ ask: 'restore', work: inside.work }, { name: state.cloneHelper, sessionImage: images.session.id, runtimeVolume, mounts, limits, signingKey })
}

async function runRestore(engine: Engine, { helper, rescue, hooks, signal }: { helper: string; rescue: RescueSource; hooks: CreateHooks; signal: AbortSignal }): Promise<void> {
  const output = new Writable({ write: (_bytes, _encoding, done) => { done() } })
  await runMadeHelper(engine, helper, { input: rescue.read(), output, signal, onProgress: restoreProgress(rescue, hooks) })
}

async function startContainer(deps: CreationDeps, { place, config, state, hooks, limits, images, runtimeVolume }: Made, { fresh }: { fresh: boolean }): Promise<void> {
  const { engine, signingKey } = deps
  const network = config.network === 'restricted' ? ownNetworkOf(place.sessionId) : networkName
  if (network !== networkName) await engine.networks.ensureClosedBridge({ name: network, labels: helperLabels('network', signingKey) })
  const options = sessionContainer({ place, state, network, image: images.agent.id, runtimeVolume, limits, signingKey })
  const containerId = await engine.containers.create(checked(options))
  failpoint('container made')
  await hooks.save({ ...state, containerId, runtimeVolume, image: images.agent.id, applied: config, settings: undefined })
  failpoint('container kept')
  if (hooks.signal.aborted) throw new Problem('cancelled', 'The creation was cancelled.')
  await putSettings(deps, { containerId, place, fresh })
  await engine.containers.start(containerId)
  failpoint('container started')
}

function checked(options: ReturnType<typeof sessionContainer>): ReturnType<typeof sessionContainer> {
  const wrong = forbiddenIn(options)
  if (wrong !== null) throw new Problem('failed', `The container was not made, since its options would hold something that no session may have (${wrong}).`)
  return options
}

async function step<T>({ onStep, signal }: Pick<CreateHooks, 'onStep' | 'signal'>, name: StepUpdate['name'], run: () => Promise<T>): Promise<T> {
  if (signal.aborted) throw new Problem('cancelled', 'The creation was cancelled.')
  onStep({ name, state: 'running' })
  const result = await run()
  onStep({ name, state: 'done' })
  return result
}
