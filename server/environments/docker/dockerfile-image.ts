import { Readable } from 'node:stream'
import type { Engine } from '../../docker/engine.ts'
import { Problem } from '../../problem.ts'
import { sharedLabels } from './labels.ts'
import { hashOf, packed, type PackedFile } from './recipe.ts'
import type { Image } from './session-image.ts'
import { createSharedJob, type JobHooks } from './shared-job.ts'

const repository = 'claudework-environment'
const ofSessionImage = /^(\s*FROM\s+(?:--\S+\s+)*)claudework-session(?::latest)?(?=\s|$)/gim

/** Images of environments that give a Dockerfile: built once for its text and the session image it may stand on. */
export function createDockerfileImages(engine: Engine) {
  const jobs = new Map<string, ReturnType<typeof createSharedJob<Image>>>()

  const filesOf = (dockerfile: string, session: string): PackedFile[] =>
    [{ name: 'Dockerfile', data: Buffer.from(dockerfile.replace(ofSessionImage, `$1${session}`)), mode: 0o644 }]
  const nameOf = (dockerfile: string, session: { name: string; id: string }): string => `${repository}:${hashOf(filesOf(dockerfile, session.name), session.id)}`

  async function make({ dockerfile, session, name }: { dockerfile: string; session: Image; name: string }, hooks: JobHooks): Promise<Image> {
    const present = await engine.images.inspect(name)
    if (present) return { name, id: present.Id, arch: present.Architecture }
    hooks.onLine(`Building ${name} from the environment's Dockerfile`)
    await engine.images.build({ context: Readable.from([await packed(filesOf(dockerfile, session.name))]), tag: name, args: {}, labels: sharedLabels }, hooks)
    const built = await engine.images.inspect(name)
    if (!built) throw new Problem('failed', 'The image of the environment\'s Dockerfile is gone right after it was built; try again.')
    return { name, id: built.Id, arch: built.Architecture }
  }

  return {
    nameOf,
    ensure(dockerfile: string, session: Image, hooks: JobHooks): Promise<Image> {
      const name = nameOf(dockerfile, session)
      let job = jobs.get(name)
      if (!job) {
        job = createSharedJob((jobHooks) => make({ dockerfile, session, name }, jobHooks))
        jobs.set(name, job)
      }
      return job.join(hooks)
    },
  }
}
export type DockerfileImages = ReturnType<typeof createDockerfileImages>
