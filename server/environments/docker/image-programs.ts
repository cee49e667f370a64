import { randomBytes } from 'node:crypto'
import { posix } from 'node:path'
import type { Logger } from 'pino'
import type { ContainerCreateOptions } from '../../docker/containers.ts'
import type { Engine } from '../../docker/engine.ts'
import { forbiddenIn, hardened, type Limits } from './hardening.ts'
import { helperLabels } from './labels.ts'
import { variablesOf } from './session-env.ts'

/** What the engine gives a container whose image says nothing. */
const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const limits: Limits = { memory: 64 * 1024 ** 2, nanoCpus: null, pids: 16 }

/**
 * Which programs an image has on its PATH. Asked of a container that is made and never started, so that nothing of the image runs and
 * an image without a shell answers too. Kept by the image's id: an image does not change.
 */
export function createImagePrograms({ engine, signingKey, log }: { engine: Engine; signingKey: Uint8Array; log: Logger }) {
  const known = new Map<string, Promise<boolean>>()
  const keyOf = (imageId: string, name: string, path: string): string => `${imageId} ${name} ${path}`

  async function look(container: string, name: string, folders: readonly string[]): Promise<boolean> {
    for (const folder of folders) {
      if (await isProgram(container, posix.join(folder, name))) return true
    }
    return false
  }

  async function isProgram(container: string, path: string): Promise<boolean> {
    const stat = await engine.containers.stat(container, path)
    if (stat?.kind !== 'link') return stat?.kind === 'file' && stat.executable
    const end = stat.target === null ? null : await engine.containers.stat(container, stat.target)
    return end?.kind === 'file' && end.executable
  }

  /** The answers come later than the promises, which are shared by everybody who asks in the meantime. */
  function ask(imageId: string, names: readonly string[], path: string): void {
    const folders = [...new Set(path.split(':').filter((folder) => folder.startsWith('/')))]
    const options: ContainerCreateOptions = {
      name: `claudework-look-${randomBytes(6).toString('hex')}`, Image: imageId, Entrypoint: ['/nothing'], Labels: helperLabels('look', signingKey),
      HostConfig: { ...hardened(limits), NetworkMode: 'none' },
    }
    const wrong = forbiddenIn(options)
    if (wrong !== null) throw new Error(`a look into an image must not have ${wrong}`)
    const container = engine.containers.create(options)
    const answers = names.map(async (name) => look(await container, name, folders))
    for (const [at, name] of names.entries()) {
      const key = keyOf(imageId, name, path)
      const answer = answers[at]
      if (!answer) continue
      known.set(key, answer)
      // A failure is an answer for those who wait, and not kept.
      answer.catch(() => { known.delete(key) })
    }
    const clear = async (): Promise<void> => {
      await Promise.allSettled(answers)
      await engine.containers.remove(await container)
    }
    clear().catch((error: unknown) => { log.warn({ err: error, container: options.name }, 'a helper could not be removed') })
  }

  return {
    /** `variables`: those of the environment, whose PATH comes before the image's. */
    async find(image: { id: string; env: readonly string[] | null }, names: readonly string[], variables: Record<string, string> = {}): Promise<Set<string>> {
      const path = variables['PATH'] ?? variablesOf(image.env ?? [])['PATH'] ?? usualPath
      const missing = names.filter((name) => !known.has(keyOf(image.id, name, path)))
      if (missing.length > 0) ask(image.id, missing, path)
      const there = await Promise.all(names.map(async (name) => await known.get(keyOf(image.id, name, path)) ?? false))
      return new Set(names.filter((_name, at) => there[at]))
    },
  }
}
export type ImagePrograms = ReturnType<typeof createImagePrograms>
