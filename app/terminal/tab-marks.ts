import type { Terminal } from '../api.ts'

/** How far a person has seen each terminal, by id. */
export type Seen = ReadonlyMap<string, { offset: number; bells: number }>
/** What happened in a terminal while nobody looked at it. */
export type Mark = 'bell' | 'output' | null

type Counted = Pick<Terminal, 'id' | 'offset' | 'bells'>

/** Lists come up to a second late: what they bring this soon after a terminal was left was still seen. */
export const lateMs = 1_500

/** What is seen after a new list. `front` are those in view now, or until just now; a terminal is seen as it is first heard of. */
export function seenAfter(seen: Seen, terminals: readonly Counted[], front: readonly string[]): Seen {
  return new Map(terminals.map(({ id, offset, bells }) => {
    const before = seen.get(id)
    // Bells begin anew with a supervisor.
    return [id, before === undefined || front.includes(id) ? { offset, bells } : { offset: before.offset, bells: Math.min(before.bells, bells) }]
  }))
}

export function markOf(seen: Seen, { id, offset, bells }: Counted): Mark {
  const known = seen.get(id)
  if (!known) return null
  if (bells > known.bells) return 'bell'
  return offset > known.offset ? 'output' : null
}
