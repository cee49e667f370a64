/** What other programs call it. */
const elsewhere: Readonly<Record<string, string>> = {
  list: 'ls', ps: 'ls', create: 'new', run: 'new', clone: 'new', delete: 'rm', remove: 'rm', ssh: 'attach', shell: 'attach', prompt: 'send', environments: 'env', history: 'events', status: 'ls', up: 'serve',
}

/** The command that somebody meant who typed `word`; null where none is near. */
export function nearestCommand(word: string, names: readonly string[]): string | null {
  const known = elsewhere[word.toLowerCase()]
  if (known !== undefined) return known
  const [nearest] = names
    .map((name) => ({ name, edits: editsBetween(word.toLowerCase(), name) }))
    // Two letters of three would make anything near.
    .filter(({ name, edits }) => edits <= Math.min(2, Math.floor(name.length / 3)) || (word.length > 2 && name.startsWith(word)))
    .sort((a, b) => a.edits - b.edits)
  return nearest?.name ?? null
}

/** Letters put in, left out, changed, or two that changed places. */
function editsBetween(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1), swapped ? at(i - 2, j - 2) + 1 : Infinity))
    }
  }
  return at(from.length, to.length)
}
