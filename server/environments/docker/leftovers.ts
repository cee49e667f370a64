import type { Engine } from '../../docker/engine.ts'
import type { Leftover, LeftoverSearch } from '../adapter.ts'
import { labelledAs } from './found-places.ts'
import type { CreationDeps } from './docker-creation.ts'
import { leftImages } from './left-images.ts'
import { unborrowedMirrors } from './mirror-volume.ts'
import { instanceOf, label, sharedFilter } from './labels.ts'

/** What is ours on an engine and belongs to no session. What holds or may hold work is told of and never called safe. */
export async function dockerLeftovers(creation: CreationDeps, { known, environments, before }: LeftoverSearch): Promise<Leftover[]> {
  const { engine, signingKey } = creation
  const [helpers, labelled, runtimes, everything, mirrors] = await Promise.all([
    engine.containers.list([label.helper, `${label.instance}=${instanceOf(signingKey)}`]),
    labelledAs(engine, signingKey),
    engine.volumes.list([...sharedFilter]),
    engine.containers.list([]),
    unborrowedMirrors(engine, signingKey),
  ])
  const used = new Set(everything.flatMap(({ Mounts }) => Mounts.flatMap(({ Name }) => (Name === undefined ? [] : [Name]))))
  return [
    ...helpers.filter(({ State, Created }) => State !== 'running' && Created * 1_000 <= before)
      .map(({ Names }): Leftover => ({ kind: 'container', name: (Names[0] ?? '').slice(1), what: 'The helper of a step that has ended', safe: true, sessionId: null })),
    ...labelled.filter(({ labels }) => !known.has(labels[label.session] ?? '')).map(({ kind, name, labels, genuine }): Leftover => ({
      kind, name, safe: false, sessionId: labels[label.session] ?? null,
      what: genuine ? 'Of a session that is not in the list; it may hold work' : 'It says that it is of a session here, but its signature is not ours',
    })),
    ...runtimes.filter((volume) => volume.Name.startsWith('claudework-rt-') && !used.has(volume.Name) && createdBefore(volume, before))
      .map(({ Name }): Leftover => ({ kind: 'volume', name: Name, what: "The supervisor's files, which no session uses; they are made again when one needs them", safe: true, sessionId: null })),
    ...mirrors.filter((volume) => !used.has(volume.Name) && createdBefore(volume, before))
      .map(({ Name }): Leftover => ({ kind: 'volume', name: Name, what: 'The mirror of a repository, which no session borrows from; the next clone makes it again', safe: true, sessionId: null })),
    ...await leftImages(creation, { environments, before, containers: everything }),
  ]
}

export async function clearDockerLeftover(engine: Engine, { kind, name }: Pick<Leftover, 'kind' | 'name'>): Promise<void> {
  if (kind === 'container') await engine.containers.remove(name)
  if (kind === 'volume') await engine.volumes.remove(name)
  if (kind === 'image') await engine.images.untag(name)
}

/** An engine that does not say when is taken at its word that it is old. */
function createdBefore(volume: object, before: number): boolean {
  const at = 'CreatedAt' in volume && typeof volume.CreatedAt === 'string' ? Date.parse(volume.CreatedAt) : Number.NaN
  return Number.isNaN(at) || at <= before
}
