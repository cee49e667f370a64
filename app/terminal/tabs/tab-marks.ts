import type { Terminal } from '../../api.ts'

/** How far a person has seen each terminal, by id. */
export type Seen = ReadonlyMap<string, { offset: number; bells: number }>
/** What happened in a terminal while nobody looked at it. */
export type Mark = 'bell' | 'output' | null

type Counted = Pick<Terminal, 'id' | 'offset' | 'bells'>

/** How much was printed is told up to a second late: what comes this soon after a terminal was left was still seen. Bells come at once. */
export const lateMs = 1_500

/** What is seen after a new list. `front` is in view now, `left` was until just now; a terminal is seen as it is first heard of. */
export function seenAfter(seen: Seen, terminals: readonly Counted[], { front, left = null }: { front: string | null; left?: string | null }): Seen {
  return new Map(terminals.map(({ id, offset, bells }) => {
    const before = seen.get(id)
    // Bells begin anew with a supervisor.
    return [id, before === undefined || id === front ? { offset, bells } : { offset: id === left ? offset : before.offset, bells: Math.min(before.bells, bells) }]
  }))
}

export function markOf(seen: Seen, { id, offset, bells }: Counted): Mark {
  const known = seen.get(id)
  if (!known) return null
  if (bells > known.bells) return 'bell'
  return offset > known.offset ? 'output' : null
}
