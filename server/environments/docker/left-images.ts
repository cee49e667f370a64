import type { Leftover, LeftoverSearch } from '../adapter.ts'
import { sharedFilter } from './labels.ts'
import { dockerConfigOf } from './docker-config.ts'
import { imageInUse, type CreationDeps } from './docker-creation.ts'

/** Names that we give ourselves. What people build on a session image has its labels, and a name of their own. */
const ours = /^claudework-(?:session|environment):(?:[0-9a-f]{16}|latest)$/

/** Images of recipes and Dockerfiles of before: no container is of them, and no environment will ask for them. */
export async function leftImages(creation: CreationDeps, { environments, before, containers }: Pick<LeftoverSearch, 'environments' | 'before'> & { containers: readonly { ImageID: string }[] }): Promise<Leftover[]> {
  const { engine } = creation
  const [images, ...wanted] = await Promise.all([
    engine.images.list([...sharedFilter]),
    imageInUse(creation, {}),
    ...environments.filter(({ kind }) => kind === 'DOCKER').map((environment) => imageInUse(creation, dockerConfigOf(environment))),
  ])
  const needed = new Set([...containers.map(({ ImageID }) => ImageID), ...wanted.map((image) => image?.Id)])
  return images
    .filter(({ Id, Created }) => !needed.has(Id) && Created * 1_000 <= before)
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((name) => ours.test(name))
    .map((name): Leftover => ({ kind: 'image', name, what: 'The image of a recipe of before, which no session is made from; it is built again if one asks for it', safe: true, sessionId: null }))
}
