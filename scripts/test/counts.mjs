import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * @typedef {{ file: string, title: string, state: 'passed' | 'failed' | 'skipped' }} Outcome
 * @typedef {{ passed: number, failed: number, skipped: string[], shaky: string[] }} Counts `shaky`: failed, and passed when it was run once more.
 */

/**
 * What a run of vitest really did, test by test. A run that died, or failed without a failing test, has one failure of its own,
 * and so has a run without a single test.
 * @param {{ report: string, code: number, root: string }} run
 * @returns {Outcome[]}
 */
export function outcomesOf({ report, code, root }) {
  const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []
  const outcomes = files.flatMap(({ name, status, assertionResults }) => {
    const file = relative(root, name)
    if (status === 'failed' && assertionResults.length === 0) return [{ file, title: 'is loaded', state: 'failed' }]
    return assertionResults.map((test) => ({ file, title: test.fullName, state: test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped' }))
  })
  const blamed = outcomes.some(({ state }) => state === 'failed')
  return blamed || (code === 0 && outcomes.length > 0) ? outcomes : [...outcomes, { file: '', title: 'the run as a whole', state: 'failed' }]
}

/**
 * The files to run once more by themselves: those with a failure, where they are few. None where the run as a whole failed.
 * @param {Outcome[]} outcomes
 * @returns {string[]}
 */
export function filesToRepeat(outcomes, most = 3) {
  const files = [...new Set(outcomes.filter(({ state }) => state === 'failed').map(({ file }) => file))]
  return files.length > most || files.includes('') ? [] : files
}

/**
 * Counts of a run and of what was run once more: a test has failed when it never passed.
 * @param {Outcome[]} first
 * @param {Outcome[]} again
 * @returns {Counts}
 */
export function countsOf(first, again = []) {
  const repeated = new Map(again.map((outcome) => [keyOf(outcome), outcome]))
  const known = new Set(first.map(keyOf))
  const counts = { passed: 0, failed: 0, skipped: [], shaky: [] }
  // A file that could not be loaded had no tests to name: what it has now stands for it.
  const loaded = new Set(again.filter((outcome) => !known.has(keyOf(outcome))).map(({ file }) => file))
  for (const outcome of [...first, ...again.filter((it) => !known.has(keyOf(it)))]) {
    if (outcome.title === 'is loaded' && loaded.has(outcome.file)) {
      counts.shaky.push(nameOf(outcome))
      continue
    }
    const { state } = outcome
    if (state === 'skipped') counts.skipped.push(nameOf(outcome))
    else if (state === 'passed') counts.passed += 1
    else if (repeated.get(keyOf(outcome))?.state === 'passed') {
      counts.passed += 1
      counts.shaky.push(nameOf(outcome))
    } else counts.failed += 1
  }
  return counts
}

/**
 * What a run of playwright did, which runs a failed test once more by itself.
 * @param {{ report: string, code: number }} run
 * @returns {Counts}
 */
export function countsOfPlaywright({ report, code }) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: [], shaky: [] }
  const specs = JSON.parse(readFileSync(report, 'utf8')).suites.flatMap(specsOf)
  const having = (status) => specs.filter((spec) => spec.tests.some((test) => test.status === status))
  const counts = {
    passed: having('expected').length + having('flaky').length,
    failed: having('unexpected').length,
    skipped: having('skipped').map((spec) => spec.title),
    shaky: having('flaky').map((spec) => spec.title),
  }
  return counts.failed === 0 && (code !== 0 || counts.passed === 0) ? { ...counts, failed: 1 } : counts
}

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]
}

const keyOf = ({ file, title }) => `${file}\n${title}`

const nameOf = ({ file, title }) => `${file}: ${title}`
