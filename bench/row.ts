/** One figure: what ours costs, what the least that does the same costs, and the promise about their ratio (or about ours alone). */
export type Row = {
  id: string
  what: string
  unit: string
  ours: number
  /** null where the promise is about ours alone. */
  floor: number | null
  ratio: number | null
  /** The floor measured a second time, over the floor: how much of a ratio is the machine's own unrest. */
  again: number | null
  target: number
  /** Whether a good ratio is a low one (time, memory) or a high one (throughput). */
  better: 'lower' | 'higher'
  ok: boolean
}

type Measured = { id: string; what: string; unit: string; ours: number; target: number }

/** A figure against a floor of the same run; `target` is the highest (or, for throughput, lowest) ratio promised. */
export function againstFloor(row: Measured & { floor: number; again: number; better?: 'lower' | 'higher' }): Row {
  const { better = 'lower', ...rest } = row
  const ratio = row.ours / row.floor
  return { ...rest, ratio, again: row.again / row.floor, better, ok: better === 'lower' ? ratio <= row.target : ratio >= row.target }
}

/** A figure with a promise of its own. */
export function alone(row: Measured): Row {
  return { ...row, floor: null, ratio: null, again: null, better: 'lower', ok: row.ours <= row.target }
}

/** What could not be measured, and why. */
export function unmeasured(id: string, error: unknown): Row {
  const why = error instanceof Error ? error.message : String(error)
  return { id, what: `not measured: ${why.replaceAll(/\s+/g, ' ').slice(0, 120)}`, unit: '', ours: Number.NaN, floor: null, ratio: null, again: null, target: Number.NaN, better: 'lower', ok: false }
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** Of each of several, all that was measured of it taken together. */
export function medians<Name extends string>(taken: Record<Name, readonly (number | readonly number[])[]>): Record<Name, number> {
  return Object.fromEntries(Object.entries<readonly (number | readonly number[])[]>(taken).map(([name, values]) => [name, median(values.flat())])) as Record<Name, number>
}

export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN
}

export function table(rows: readonly Row[]): string {
  const shown = rows.map((row) => [row.id, row.what, number(row.ours), row.floor === null ? '-' : number(row.floor), row.ratio === null ? '-' : row.ratio.toFixed(2), row.again === null ? '-' : row.again.toFixed(2), bound(row), row.ok ? 'ok' : 'MISSED', row.unit])
  const all = [['id', 'what', 'ours', 'floor', 'ratio', 'floor-again', 'target', '', 'unit'], ...shown]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? []
  return all.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')).join('\n')
}

function bound({ better, target }: Row): string {
  return `${better === 'lower' ? '<=' : '>='} ${number(target)}`
}

function number(value: number): string {
  if (Number.isNaN(value)) return '-'
  return value >= 100 ? value.toFixed(0) : value.toFixed(2)
}
