import { existsSync, readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: string[] }} Counts */

/**
 * What a run of vitest or playwright really did. A run that died, or failed without a failing test, counts as one failure,
 * and so does a run without a single test.
 * @param {{ report: string, code: number, kind: 'vitest' | 'playwright' }} run
 * @returns {Counts}
 */
export function countsOf({ report, code, kind }) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: [] }
  const json = JSON.parse(readFileSync(report, 'utf8'))
  const counts = kind === 'vitest' ? ofVitest(json) : ofPlaywright(json)
  const blank = counts.passed + counts.failed === 0
  if (counts.failed === 0 && (code !== 0 || blank)) return { ...counts, failed: 1 }
  return counts
}

/** @returns {Counts} */
function ofVitest(json) {
  const tests = json.testResults.flatMap((file) => file.assertionResults)
  const unloaded = json.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: tests.filter((test) => test.status === 'failed').length + unloaded.length,
    skipped: tests.filter((test) => test.status !== 'passed' && test.status !== 'failed').map((test) => test.fullName),
  }
}

/** @returns {Counts} */
function ofPlaywright(json) {
  const specs = json.suites.flatMap(specsOf)
  const having = (status) => specs.filter((spec) => spec.tests.some((test) => test.status === status))
  return {
    passed: having('expected').length,
    failed: having('unexpected').length + having('flaky').length,
    skipped: having('skipped').map((spec) => spec.title),
  }
}

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]
}
