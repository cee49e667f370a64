import type { Engine } from '../../docker/engine.ts'
import { sentenceOf } from '../../problem.ts'
import type { CheckPart } from '../adapter.ts'
import type { DockerConfig } from './docker-config.ts'
import { networkName } from './session-container.ts'

/** Tries what the sessions of an environment need of its engine. */
export async function checkDocker(engine: Engine, config: DockerConfig): Promise<CheckPart[]> {
  const status = await engine.status()
  if (status.state !== 'ok') return [{ what: 'engine', ok: false, message: status.reason, fix: 'Start Docker, or install it as docs/SETUP.md says.' }]
  return [
    { what: 'engine', ok: true, message: `Docker ${status.version} (${status.os}/${status.arch}) answers.`, fix: null },
    ...(await Promise.all([image(engine, config), limits(engine, config), separation(engine)])),
  ]
}

async function image(engine: Engine, { image: name }: DockerConfig): Promise<CheckPart> {
  if (name === undefined) return { what: 'image', ok: true, message: 'Sessions use the session image, which is built where it is missing.', fix: null }
  return attempt('image', `The image ${name} is there.`, async () =>
    (await engine.images.inspect(name)) ? null : { message: `The engine does not have the image ${name}; the first session pulls it.`, fix: `Run "docker pull ${name}" to see whether it can be pulled.` })
}

async function limits(engine: Engine, { memoryMiB }: DockerConfig): Promise<CheckPart> {
  return attempt('limits', 'The memory limit fits the machine.', async () => {
    const host = await engine.host()
    if (memoryMiB === undefined || memoryMiB * 1024 ** 2 <= host.memory) return null
    return { message: `Sessions may take ${String(memoryMiB)} MiB, but the engine's machine has ${String(Math.floor(host.memory / 1024 ** 2))} MiB.`, fix: 'Set a smaller memory limit.' }
  })
}

async function separation(engine: Engine): Promise<CheckPart> {
  return attempt('network', 'Sessions cannot reach each other.', async () =>
    (await engine.host()).filtersBridges ? null : { message: 'This engine does not filter traffic inside a network, so sessions can reach each other\'s ports.', fix: `Load the kernel module br_netfilter and set net.bridge.bridge-nf-call-iptables to 1, then remove the network "${networkName}".` })
}

async function attempt(what: string, well: string, look: () => Promise<{ message: string; fix: string } | null>): Promise<CheckPart> {
  try {
    const wrong = await look()
    return wrong ? { what, ok: false, ...wrong } : { what, ok: true, message: well, fix: null }
  } catch (error) {
    return { what, ok: false, message: `It could not be found out: ${sentenceOf(error)}`, fix: 'Check the engine, then try again.' }
  }
}
