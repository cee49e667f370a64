/** One run of one test. */
export type Run = { title: string; file: string; passed: boolean; ms: number }
export type Line = { id: string; survived: number; total: number }

const longRunMs = 15_000

/** The faults that a title names: `F22`, `F38 F39`. */
export function idsIn(title: string): string[] {
  return [...new Set(title.match(/\bF\d{2}\b/g) ?? [])].sort()
}

/** Survived and total for each fault, over all runs of all tests that name it. */
export function tally(runs: readonly Run[]): Line[] {
  const lines = new Map<string, Line>()
  for (const { title, passed } of runs) {
    for (const id of idsIn(title)) {
      const line = lines.get(id) ?? { id, survived: 0, total: 0 }
      lines.set(id, { id, survived: line.survived + (passed ? 1 : 0), total: line.total + 1 })
    }
  }
  return [...lines.values()].sort((a, b) => a.id.localeCompare(b.id))
}

/** Tests that are still to be run after a round: short ones `seeds` times, long ones `longSeeds` times. */
export function stillWanted(runs: readonly Run[], { seeds, longSeeds }: { seeds: number; longSeeds: number }): { title: string; file: string }[] {
  const byTest = Map.groupBy(runs, ({ file, title }) => `${file}\n${title}`)
  return [...byTest.values()].flatMap((own) => {
    const [first] = own
    const longest = Math.max(...own.map(({ ms }) => ms))
    return first && own.length < (longest < longRunMs ? seeds : longSeeds) ? [{ title: first.title, file: first.file }] : []
  })
}

type VitestReport = { testResults?: { name: string; assertionResults: { fullName: string; status: string; duration?: number | null }[] }[] }

/** A run that was not made (filtered out, skipped) is no run. */
export function runsIn(report: VitestReport): Run[] {
  return (report.testResults ?? []).flatMap(({ name, assertionResults }) =>
    assertionResults.filter(({ status, fullName }) => (status === 'passed' || status === 'failed') && idsIn(fullName).length > 0)
      .map(({ fullName, status, duration }) => ({ title: fullName, file: name, passed: status === 'passed', ms: duration ?? 0 })))
}

/** As `-t` takes it. */
export function patternOf(titles: readonly string[]): string {
  return `^(?:${titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`
}
