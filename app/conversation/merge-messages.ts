type Numbered = { seq: number }

/** Messages that are known and those that came, each once, in their order. Keeps the known list where nothing is new. */
export function mergeMessages<Message extends Numbered>(known: readonly Message[], came: readonly Message[]): readonly Message[] {
  const [first] = came
  const last = came.at(-1)
  if (!first || !last) return known
  const [oldest] = known
  const newest = known.at(-1)
  if (!oldest || !newest) return came
  // Nearly always they belong behind the end, or before the beginning.
  if (first.seq > newest.seq) return [...known, ...came]
  if (last.seq < oldest.seq) return [...came, ...known]
  const seqs = new Set(known.map(({ seq }) => seq))
  const fresh = came.filter(({ seq }) => !seqs.has(seq))
  return fresh.length === 0 ? known : [...known, ...fresh].sort((a, b) => a.seq - b.seq)
}
