import { Readable } from 'node:stream'
import type { Engine } from '../../docker/engine.ts'
import { Problem } from '../../problem.ts'
import { ensureBaseImage } from './base-image.ts'
import { sharedLabels } from './labels.ts'
import { filesIn, hashOf, packed, type PackedFile } from './recipe.ts'
import { createSharedJob, type JobHooks } from './shared-job.ts'

export type Image = { name: string; id: string; arch: string }
export type SessionImageDeps = { engine: Engine; recipes: string; wantedBase: string | null }

const repository = 'claudework-session'

/** The session image, built where the engine has none of this recipe. Everybody who waits sees the same build. */
export function createSessionImage({ engine, recipes, wantedBase }: SessionImageDeps) {
  const nameOf = (files: PackedFile[]): string => `${repository}:${hashOf(files, wantedBase ?? '')}`
  const job = createSharedJob(async (hooks) => {
    const files = filesIn(recipes, ofSessionImage)
    const name = nameOf(files)
    const present = await engine.images.inspect(name)
    if (present) return { name, id: present.Id, arch: present.Architecture }
    const base = await ensureBaseImage({ engine, recipes, wanted: wantedBase }, hooks)
    hooks.onLine(`Building ${name} on ${base}`)
    await engine.images.build({ context: Readable.from([await packed(files)]), tag: name, args: { BASE: base }, labels: sharedLabels }, hooks)
    // The name that people use with docker run.
    await engine.images.tag(name, { repository, tag: 'latest' })
    return required(engine, name)
  })
  return {
    ensure: (hooks: JobHooks): Promise<Image> => job.join(hooks),
    /** What it is called here, built or not. */
    name: (): string => nameOf(filesIn(recipes, ofSessionImage)),
  }
}

/** Any image by name, pulled where the engine does not have it. */
export async function ensureImage(engine: Engine, name: string, hooks: JobHooks): Promise<Image> {
  const present = await engine.images.inspect(name)
  if (present) return { name, id: present.Id, arch: present.Architecture }
  hooks.onLine(`Pulling ${name}`)
  await engine.images.pull(name, hooks)
  return required(engine, name)
}

async function required(engine: Engine, name: string): Promise<Image> {
  const image = await engine.images.inspect(name)
  if (!image) throw new Problem('failed', `The image ${name} is gone right after it was made; try again.`)
  return { name, id: image.Id, arch: image.Architecture }
}

/** Beside its recipe lies that of claudework's own image, which no session image is made of. */
function ofSessionImage(file: string): boolean {
  return file !== 'server.Dockerfile' && file !== 'compose.yaml'
}
