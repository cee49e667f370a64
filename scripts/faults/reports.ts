// What the reports of vitest and Playwright say of tests that name one of some faults.
import { relative, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { idsIn, type Run } from './tally.ts'

type VitestReport = { testResults?: { name: string; status: string; message?: string; assertionResults: { ancestorTitles: string[]; title: string; status: string; duration?: number | null; failureMessages?: string[] }[] }[] }

/** A file that could not be loaded is a failed run under its own name, for each fault that its text names. */
export function vitestRuns(report: VitestReport, faults: ReadonlySet<string>, idsOfFile: (file: string) => string[]): Run[] {
  return (report.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(resolve('.'), name)
    if (status === 'failed' && assertionResults.length === 0) return [{ title: `${idsOfFile(file).join(' ')} (the file could not be loaded)`, file, outcome: 'failed' as const, ms: 0, ...reasonIn(message) }]
    return assertionResults.map((result) => ({ ...result, whole: [...result.ancestorTitles, result.title].join(' > ') })).filter(({ whole }) => names(whole, faults))
      .map(({ whole, status: outcome, duration, failureMessages }) => ({ title: whole, file, outcome: outcomeOf(outcome), ms: duration ?? 0, ...reasonIn(failureMessages?.[0]) }))
  })
}

type PlaywrightSuite = { title: string; file?: string; specs?: { title: string; file: string; tests: { status: string; results: { duration: number; error?: { message?: string } }[] }[] }[]; suites?: PlaywrightSuite[] }
export type PlaywrightReport = { suites: PlaywrightSuite[]; config?: { rootDir?: string } }

export function playwrightRuns({ suites, config }: PlaywrightReport, faults: ReadonlySet<string>): Run[] {
  const folder = relative(resolve('.'), config?.rootDir ?? resolve('e2e'))
  const inSuite = (suite: PlaywrightSuite, above: readonly string[]): Run[] => [
    ...(suite.specs ?? []).map(({ title, file, tests }) => ({
      title: [...above, title].join(' '), file: `${folder}/${file}`,
      outcome: tests.every(({ status }) => status === 'expected') ? 'passed' as const : tests.some(({ status }) => status === 'skipped') ? 'absent' as const : 'failed' as const,
      ms: tests.reduce((sum, { results }) => sum + results.reduce((all, { duration }) => all + duration, 0), 0),
      ...reasonIn(tests.flatMap(({ results }) => results.flatMap(({ error }) => error?.message ?? []))[0]),
    })),
    ...(suite.suites ?? []).flatMap((inner) => inSuite(inner, [...above, inner.title])),
  ]
  // The outermost suites are the files.
  return suites.flatMap((suite) => inSuite(suite, [])).filter(({ title }) => names(title, faults))
}

function names(title: string, faults: ReadonlySet<string>): boolean {
  return idsIn(title).some((id) => faults.has(id))
}

/** The first line of what a runner says of a failure. */
function reasonIn(message: string | undefined): { why?: string } {
  const [line = ''] = stripVTControlCharacters(message ?? '').trim().split('\n')
  return line === '' ? {} : { why: line.slice(0, 300) }
}

function outcomeOf(status: string): Run['outcome'] {
  return status === 'passed' || status === 'failed' ? status : 'absent'
}
