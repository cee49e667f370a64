/** One run of one test. A run that was wanted and not made (skipped, filtered out, never reached) is `absent`. */
export type Run = { title: string; file: string; outcome: 'passed' | 'failed' | 'absent'; ms: number; why?: string }
export type TestName = { title: string; file: string }
/** `tests` is 0 for a fault that no test names. */
export type Line = { id: string; tests: number; survived: number; total: number; absent: number }

/** What takes longer is run less often; what takes minutes holds its many times in itself. */
const longRunMs = 15_000
const wholeRunMs = 300_000

/** Every fault there is: F01 to F54. */
export const everyFault: readonly string[] = Array.from({ length: 54 }, (_, index) => `F${String(index + 1).padStart(2, '0')}`)

/** The faults that a title names: `F22`, `F38 F39`. */
export function idsIn(title: string): string[] {
  return [...new Set(title.match(/\bF\d{2}\b/g) ?? [])].sort()
}

/** Survived and total for each of the faults, over all runs of all tests that name it. */
export function tally(runs: readonly Run[], faults: readonly string[]): Line[] {
  return faults.map((id) => {
    const own = runs.filter(({ title }) => idsIn(title).includes(id))
    return {
      id,
      tests: byTest(own).length,
      survived: own.filter(({ outcome }) => outcome === 'passed').length,
      total: own.length,
      absent: own.filter(({ outcome }) => outcome === 'absent').length,
    }
  })
}

/** Tests that are still to be run after a round: short ones `seeds` times, long ones at most `longSeeds` times, those of minutes once. */
export function stillWanted(runs: readonly Run[], { seeds, longSeeds }: { seeds: number; longSeeds: number }): TestName[] {
  return byTest(runs).filter((own) => {
    const longest = Math.max(...own.map(({ ms }) => ms))
    return own.length < (longest < longRunMs ? seeds : longest < wholeRunMs ? Math.min(seeds, longSeeds) : 1)
  }).flatMap(([first]) => (first ? [{ title: first.title, file: first.file }] : []))
}

/** What a round was to do and its report does not hold is absent, so that no silence passes for survival. */
export function withAbsent(wanted: readonly TestName[], made: readonly Run[]): Run[] {
  const missing = wanted.filter(({ title, file }) => !made.some((run) => run.title === title && run.file === file))
  return [...made, ...missing.map((test): Run => ({ ...test, outcome: 'absent', ms: 0 }))]
}

/** How often the test that ran most often has run. */
export function mostRuns(runs: readonly Run[]): number {
  return Math.max(0, ...byTest(runs).map(({ length }) => length))
}

function byTest(runs: readonly Run[]): Run[][] {
  return [...Map.groupBy(runs, ({ file, title }) => `${file}\n${title}`).values()]
}
