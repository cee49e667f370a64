// The mirror of a repository on an engine: a volume that clone helpers fill and that sessions of the same URL, and no others, mount
// read-only to borrow git objects from (docs/decisions/012). What fills it is the session image's entrypoint.
import { createHmac } from 'node:crypto'
import type { Engine } from '../../docker/engine.ts'
import { Problem } from '../../problem.ts'
import { instanceOf, label } from './labels.ts'

/** On a mirror: whose it is. Not the label of an instance's sessions and helpers, since a mirror outlives them all. */
export const mirrorLabel = 'claudework.mirror-of'
/** On a work volume: the mirror that its clone borrows from. */
export const borrowsLabel = 'claudework.borrows'

const pattern = /^claudework-mirror-[0-9a-f]{32}$/
const monthMs = 30 * 24 * 3_600_000

/** Of exactly this URL, and of this installation: the name tells nobody which repository it is. */
export function mirrorVolumeOf(repoUrl: string, signingKey: Uint8Array): string {
  return `claudework-mirror-${createHmac('sha256', signingKey).update(`mirror ${repoUrl}`).digest('hex').slice(0, 32)}`
}

export function mirrorLabels(signingKey: Uint8Array): Record<string, string> {
  return { [mirrorLabel]: instanceOf(signingKey) }
}

/** What the labels of a work volume name, if it is a mirror. */
export function borrowedIn(labels: Record<string, string>): string | null {
  const name = labels[borrowsLabel]
  return name !== undefined && pattern.test(name) ? name : null
}

/**
 * Lets go of a mirror that no work volume borrows from, where it was made after `madeAfter` (a creation that failed made it) or a month
 * ago (the next clone makes it again, without what has piled up). Never in anybody's way: what goes wrong here is the next one's to do.
 */
export async function retireMirrorVolume(engine: Engine, name: string | null, madeAfter = Number.POSITIVE_INFINITY): Promise<void> {
  if (name === null || !pattern.test(name)) return
  try {
    const mirror = await engine.volumes.inspect(name)
    if (!mirror) return
    const made = 'CreatedAt' in mirror && typeof mirror.CreatedAt === 'string' ? Date.parse(mirror.CreatedAt) : Number.NaN
    // Engines tell whole seconds.
    if (!(made >= madeAfter - 1_000 || Date.now() - made > monthMs)) return
    const borrowers = await engine.volumes.list([`${borrowsLabel}=${name}`, label.session])
    // A container that mounts it, of a clone that begins now, makes the engine refuse.
    if (borrowers.length === 0) await engine.volumes.remove(name)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
}

/** Mirrors of this installation without a work volume that borrows from them. */
export async function unborrowedMirrors(engine: Engine, signingKey: Uint8Array): Promise<Awaited<ReturnType<Engine['volumes']['list']>>> {
  const [mirrors, borrowers] = await Promise.all([engine.volumes.list([`${mirrorLabel}=${instanceOf(signingKey)}`]), engine.volumes.list([borrowsLabel])])
  const borrowed = new Set(borrowers.map(({ Labels }) => Labels[borrowsLabel]))
  return mirrors.filter(({ Name }) => !borrowed.has(Name))
}
