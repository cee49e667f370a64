import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRunner } from '../test/child.mjs'
import { openJournal } from './journal.ts'
import { playwrightRuns, vitestRuns } from './reports.ts'
import { patternOf, runRounds } from './rounds.ts'
import { everyFault, idsIn, stillWanted, tally, withAbsent, type Run } from './tally.ts'

const run = (title: string, outcome: Run['outcome'] = 'passed', ms = 10): Run => ({ title, file: 'a.test.ts', outcome, ms })
const all = new Set(everyFault)

test('a fault counts each run of each test that names it; one that none names has no test', () => {
  expect(idsIn('F38 F39 a database: F38 again, not F1 or FF22')).toEqual(['F38', 'F39'])
  expect(tally([run('F38 F39 both'), run('F38 one', 'failed'), run('F38 one'), run('F38 one', 'absent')], ['F38', 'F39', 'F40'])).toEqual([
    { id: 'F38', tests: 2, survived: 2, total: 4, absent: 1 }, { id: 'F39', tests: 1, survived: 1, total: 1, absent: 0 }, { id: 'F40', tests: 0, survived: 0, total: 0, absent: 0 },
  ])
})

test('short tests are run as often as asked, long ones less, and never more than asked', () => {
  const runs = [run('F01 short'), run('F02 long', 'passed', 20_000), run('F02 long', 'passed', 2_000), run('F02 long', 'passed', 2_000), run('F03 of minutes', 'passed', 400_000)]
  expect(stillWanted(runs, { seeds: 2, longSeeds: 3 })).toEqual([{ title: 'F01 short', file: 'a.test.ts' }])
  expect(stillWanted(runs.slice(0, 2), { seeds: 1, longSeeds: 3 })).toEqual([])
})

test('what was skipped, filtered out or never reached has not survived', () => {
  const assertionResults = [{ ancestorTitles: [], title: 'F22 ran (once)', status: 'failed', duration: 5 }, { ancestorTitles: ['a description'], title: 'F22 left out', status: 'skipped' }, { ancestorTitles: [], title: 'F23 another fault', status: 'passed' }, { ancestorTitles: [], title: 'no id', status: 'passed' }]
  const made = vitestRuns({ testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults }] }, new Set(['F22']), () => [])
  expect(made).toEqual([run('F22 ran (once)', 'failed', 5), run('a description > F22 left out', 'absent', 0)])
  expect(withAbsent([{ title: 'F22 ran (once)', file: 'a.test.ts' }, { title: 'F22 unheard of', file: 'a.test.ts' }], made)).toEqual([...made, run('F22 unheard of', 'absent', 0)])
})

test('a file that cannot be loaded has failed for every fault in it', () => {
  expect(vitestRuns({ testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }] }, all, () => ['F22', 'F23'])).toEqual([run('F22 F23 (the file could not be loaded)', 'failed', 0)])
})

test('of Playwright the whole title counts, and only what was expected is survival', () => {
  const spec = (title: string, status: string) => ({ title, file: 'page/a.spec.ts', tests: [{ status, results: [{ duration: 7 }] }] })
  const report = { config: { rootDir: 'e2e' }, suites: [{ title: 'page/a.spec.ts', specs: [spec('F10 a paste', 'expected')], suites: [{ title: 'F27 two pages', specs: [spec('watch', 'unexpected'), spec('drive', 'skipped')] }] }] }
  const of = (title: string, outcome: Run['outcome']) => ({ title, file: 'e2e/page/a.spec.ts', outcome, ms: 7 })
  expect(playwrightRuns(report, all)).toEqual([of('F10 a paste', 'passed'), of('F27 two pages watch', 'failed'), of('F27 two pages drive', 'absent')])
})

test('a pattern means its titles to the end, however a runner joins them with what is around them', () => {
  const pattern = new RegExp(patternOf(['F22 ran (once)', 'a.b']))
  expect(['F22 ran (once)', 'in a file a.b', 'axb', 'F22 ran (once) more'].map((title) => pattern.test(title))).toEqual([true, true, false, false])
  const inner = new RegExp(patternOf(['a viewer > F07 goes on']))
  expect(['a viewer > F07 goes on', 'a viewer F07 goes on', 'a viewer, F07 goes on'].map((title) => inner.test(title))).toEqual([true, true, false])
})

test('what a journal holds has run: only the rest is run, and what did not run then is', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'claudework-journal-')), 'faults')
  openJournal(file, ['F38']).add([run('F38 one'), run('F38 two', 'failed'), run('F38 three', 'absent')])
  const journal = openJournal(file, ['F38', 'F39'])
  expect(journal.earlier).toEqual([run('F38 one'), run('F38 two', 'failed')])
  expect(openJournal(file, ['F39']).earlier).toEqual([])
  const said: string[] = []
  const about = { runner: createRunner(), folder: '', faults: ['F38'], env: {}, minutesLeft: () => 0, log: (line: string) => { said.push(line) }, journal }
  expect(await runRounds('unit', ['a.test.ts'], { ...about, wanted: { seeds: 1, longSeeds: 1 } })).toEqual([run('F38 one'), run('F38 two', 'failed')])
  expect(await runRounds('unit', ['a.test.ts'], { ...about, wanted: { seeds: 2, longSeeds: 1 } })).toContainEqual(run('F38 one', 'absent', 0))
  expect(said.at(-1)).toBe('unit: out of time before round 2')
})
