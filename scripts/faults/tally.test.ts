import { expect, test } from 'vitest'
import { idsIn, patternOf, runsIn, stillWanted, tally, type Run } from './tally.ts'

const run = (title: string, passed = true, ms = 10): Run => ({ title, file: 'a.test.ts', passed, ms })

test('a fault counts each run of each test that names it', () => {
  expect(idsIn('F38 F39 a database: F38 again, not F1 or FF22')).toEqual(['F38', 'F39'])
  expect(tally([run('F38 F39 both'), run('F38 one', false), run('F38 one')])).toEqual([{ id: 'F38', survived: 2, total: 3 }, { id: 'F39', survived: 1, total: 1 }])
})

test('short tests are run as often as asked, long ones less', () => {
  const runs = [run('F01 short'), run('F02 long', true, 20_000), run('F02 long', true, 2_000), run('F02 long', true, 2_000)]
  expect(stillWanted(runs, { seeds: 2, longSeeds: 3 })).toEqual([{ title: 'F01 short', file: 'a.test.ts' }])
})

test('what was skipped is no run, and a pattern means its titles alone', () => {
  const report = { testResults: [{ name: 'a', assertionResults: [{ fullName: 'F22 ran (once)', status: 'failed', duration: 5 }, { fullName: 'F22 filtered', status: 'skipped' }, { fullName: 'no id', status: 'passed' }] }] }
  expect(runsIn(report)).toEqual([{ title: 'F22 ran (once)', file: 'a', passed: false, ms: 5 }])
  const pattern = new RegExp(patternOf(['F22 ran (once)', 'a.b']))
  expect(['F22 ran (once)', 'a.b', 'axb', 'F22 ran (once) more'].map((title) => pattern.test(title))).toEqual([true, true, false, false])
})
