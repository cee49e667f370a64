import type { CredentialMode } from '../../../contract/environment.ts'
import { sentenceOf } from '../../problem.ts'
import type { CheckPart } from '../adapter.ts'
import type { HostSignIn } from '../credentials/host-copy.ts'
import { credentialsPart } from '../credentials-check.ts'
import { setupPart } from '../setup-check.ts'
import type { DockerConfig } from './docker-config.ts'
import { imagesFor, type CreationDeps } from './docker-creation.ts'
import { probe, type Probe } from './docker-probe.ts'
import { limitsFor, type Limits } from './hardening.ts'
import { helperLabels, sharedLabels } from './labels.ts'
import { networkName, ownNetworkOf } from './session-container.ts'

const longestMs = 10 * 60_000

export type DockerCheck = { config: DockerConfig; credentials: CredentialMode; host: HostSignIn; env: Record<string, string | undefined> }

/** Tries what the sessions of an environment need of its engine: images are built or pulled, and containers with a session's limits run. */
export async function checkDocker(creationFor: () => CreationDeps, { config, credentials, host, env }: DockerCheck): Promise<CheckPart[]> {
  const unreached = (message: string): CheckPart[] => [{ what: 'engine', ok: false, message, fix: engineFix(config.engine) }]
  let creation: CreationDeps
  try {
    creation = creationFor()
  } catch (error) {
    // A key that cannot be read.
    return unreached(sentenceOf(error))
  }
  const status = await creation.engine.status()
  if (status.state !== 'ok') return unreached(status.reason)
  const rest = [credentialsPart(credentials, { server: env, own: config.env ?? {}, host }), ...setupPart(config.setupCommand)]
  const first: CheckPart = { what: 'engine', ok: true, message: `Docker ${status.version} (${status.os}/${status.arch}) answers.`, fix: null }
  const fits = await attempt('limits', 'Look at the engine.', () => memoryFits(creation, config))
  if (!fits.ok) return [first, fits, ...rest]
  const image = await attempt('image', 'Check the name, or the Dockerfile; "docker pull" or "docker build" on the engine shows more.', async () => {
    const images = await imagesFor(creation, { config, hooks: { onStep: () => undefined, onLog: () => undefined, signal: AbortSignal.timeout(longestMs) } })
    return { what: 'image', ok: true, message: `The image ${images.agent.name} is there.`, fix: null }
  })
  return [first, image, ...await probed(creation, config), ...rest]
}

function engineFix(engine: DockerConfig['engine']): string {
  switch (engine?.type) {
    case 'tcp':
      return `On that machine, see that the engine runs and listens at ${engine.host}:${String(engine.port)}${engine.tls ? ', and that ca, cert and key here are those that it was given' : ''}.`
    case 'ssh':
      return `Try "ssh ${engine.user === undefined ? '' : `${engine.user}@`}${engine.host} docker version" on this machine: it has to work without a question.`
    case 'unix':
    case undefined:
      return 'Start Docker, or install it as docs/SETUP.md says.'
  }
}

async function memoryFits({ engine }: CreationDeps, { memoryMiB }: DockerConfig): Promise<CheckPart> {
  const { memory } = await engine.host()
  if (memoryMiB === undefined || memoryMiB * 1024 ** 2 <= memory) return { what: 'limits', ok: true, message: 'The memory limit fits the machine.', fix: null }
  return { what: 'limits', ok: false, message: `Sessions may take ${String(memoryMiB)} MiB, but the engine's machine has ${String(Math.floor(memory / 1024 ** 2))} MiB.`, fix: 'Set a smaller memory limit.' }
}

async function probed(creation: CreationDeps, config: DockerConfig): Promise<CheckPart[]> {
  const { engine, sessionImage, signingKey } = creation
  try {
    const image = await sessionImage.ensure({ onLine: () => undefined, signal: AbortSignal.timeout(longestMs) })
    const limits = limitsFor(await engine.host(), config)
    await engine.networks.ensureIsolatedBridge({ name: networkName, labels: sharedLabels })
    const found = await probe(engine, { image: image.id, limits, signingKey })
    return [volumePart(found), limitsPart(found, limits), config.network === 'restricted' ? await closedNetwork(creation) : separationPart(found)]
  } catch (error) {
    return ['volume', 'limits', 'network'].map((what) => ({ what, ok: false, message: `It could not be found out: ${sentenceOf(error)}`, fix: 'Mend what stands above, then check again.' }))
  }
}

function volumePart({ wrote }: Probe): CheckPart {
  return wrote
    ? { what: 'volume', ok: true, message: 'A session can write to a new volume.', fix: null }
    : { what: 'volume', ok: false, message: 'A session cannot write to a new volume of this engine.', fix: "Look at the engine's disk space and at its volume driver." }
}

export function limitsPart(found: Probe, limits: Limits): CheckPart {
  const wrong = [
    ...(found.memory === limits.memory ? [] : ['memory']),
    ...(found.pids === limits.pids ? [] : ['the number of processes']),
    // Written by the engine in whole microseconds.
    ...(limits.nanoCpus === null || Math.abs((found.cpus ?? Number.POSITIVE_INFINITY) - limits.nanoCpus / 1e9) < 0.01 ? [] : ['CPU']),
  ]
  if (wrong.length === 0) return { what: 'limits', ok: true, message: 'Limits on memory, CPU and processes hold.', fix: null }
  return { what: 'limits', ok: false, message: `This engine does not hold containers to limits on ${wrong.join(' and ')}, so one session can take the machine down.`, fix: 'A rootless engine needs cgroup v2 with delegation; see https://docs.docker.com/engine/security/rootless/.' }
}

function separationPart({ reachedNeighbour }: Probe): CheckPart {
  return reachedNeighbour
    ? { what: 'network', ok: false, message: "Sessions can reach each other's ports: this engine does not filter traffic inside a network.", fix: `Load the kernel module br_netfilter and set net.bridge.bridge-nf-call-iptables to 1, then remove the network "${networkName}".` }
    : { what: 'network', ok: true, message: 'Sessions cannot reach each other.', fix: null }
}

async function closedNetwork({ engine, signingKey }: CreationDeps): Promise<CheckPart> {
  const name = ownNetworkOf(`probe-${String(Date.now())}`)
  return attempt('network', "Look at the engine's networks; old ones can be removed with docker network prune.", async () => {
    await engine.networks.ensureClosedBridge({ name, labels: helperLabels('probe', signingKey) })
    await engine.networks.remove(name)
    return { what: 'network', ok: true, message: 'A network of its own, without a way out, can be made for each session.', fix: null }
  })
}

async function attempt(what: string, fix: string, look: () => Promise<CheckPart>): Promise<CheckPart> {
  try {
    return await look()
  } catch (error) {
    return { what, ok: false, message: sentenceOf(error), fix }
  }
}
