import { timingSafeEqual } from 'node:crypto'
import type { ContainerInspectInfo } from '../../docker/containers.ts'
import type { Engine } from '../../docker/engine.ts'
import type { Environment, FoundPlace } from '../adapter.ts'
import { dockerConfigOf } from './docker-config.ts'
import { namesOf } from './docker-state.ts'
import { instanceOf, label, signatureOf } from './labels.ts'
import { borrowedIn } from './mirror-volume.ts'
import { inside } from './session-container.ts'

/** Something on the engine that says it is a session's, with what it says. */
export type Labelled = {
  kind: 'container' | 'volume'
  name: string
  labels: Record<string, string>
  /** Its signature is ours. */
  genuine: boolean
}

/** All that bears the session label of this instance, whoever put it there. */
export async function labelledAs(engine: Engine, signingKey: Uint8Array, { strangers = false } = {}): Promise<Labelled[]> {
  const filters = strangers ? [label.session] : [`${label.instance}=${instanceOf(signingKey)}`, label.session]
  const [containers, volumes] = await Promise.all([engine.containers.list(filters), engine.volumes.list(filters)])
  const judged = (kind: Labelled['kind'], name: string, labels: Record<string, string>): Labelled => ({ kind, name, labels, genuine: isGenuine(labels, signingKey) })
  return [
    ...containers.map(({ Names, Labels }) => judged('container', (Names[0] ?? '').slice(1), Labels)),
    ...volumes.map(({ Name, Labels }) => judged('volume', Name, Labels)),
  ]
}

/**
 * The sessions of this instance that the engine knows, by their labels: what a lost database is made again from. A container or volume
 * whose signature is not ours, or that has not the name we would have given it, is nobody's session, whatever it says.
 */
export async function foundPlaces(engine: Engine, { signingKey, environment, strangers = false }: { signingKey: Uint8Array; environment: Environment; strangers?: boolean }): Promise<FoundPlace[]> {
  const things = (await labelledAs(engine, signingKey, { strangers })).filter(({ genuine }) => genuine || strangers)
  const bySession = Map.groupBy(things, ({ labels }) => labels[label.session] ?? '')
  const places = await Promise.all([...bySession].map(async ([sessionId, own]): Promise<FoundPlace | null> => {
    const names = namesOf(sessionId)
    const has = (kind: Labelled['kind'], name: string): Labelled | undefined => own.find((thing) => thing.kind === kind && thing.name === name)
    const volume = has('volume', names.workVolume)
    // Without its work there is nothing to find again.
    if (!volume) return null
    const container = has('container', names.container) ? await engine.containers.inspect(names.container) : null
    const halfCloned = await engine.containers.inspect(names.cloneHelper) !== null
    const runtimeVolume = container?.Mounts.find(({ Destination }) => Destination === inside.runtime)?.Name ?? null
    const { labels } = volume
    return {
      sessionId,
      name: labels[label.name] ?? sessionId,
      repoUrl: labels[label.repository] ?? '',
      branch: labels[label.branch] || null,
      agent: labels[label.agent] ?? null,
      environmentId: labels[label.environment] ?? environment.id,
      cloned: !halfCloned,
      state: {
        ...names,
        engine: dockerConfigOf(environment).engine ?? null,
        loginVolume: loginVolumeIn(container),
        mirror: borrowedIn(labels),
        containerId: container?.Id ?? null,
        runtimeVolume,
        image: container?.Image ?? null,
      },
    }
  }))
  return places.filter((place) => place !== null)
}

function loginVolumeIn(container: ContainerInspectInfo | null): string | null {
  return container?.Mounts.find(({ Name }) => Name?.startsWith('claudework-login-'))?.Name ?? null
}

function isGenuine(labels: Record<string, string>, signingKey: Uint8Array): boolean {
  const given = Buffer.from(labels[label.signature] ?? '', 'hex')
  const ours = Buffer.from(signatureOf(labels, signingKey), 'hex')
  return given.length === ours.length && timingSafeEqual(given, ours)
}
