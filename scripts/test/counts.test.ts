import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { countsOf, filesToRepeat, outcomesOf, type Outcome } from './counts.mjs'

const folder = mkdtempSync(join(tmpdir(), 'claudework-counts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const passed = (title: string, file = 'a.test.ts'): Outcome => ({ file, title, state: 'passed' })
const failed = (title: string, file = 'a.test.ts'): Outcome => ({ file, title, state: 'failed' })

function reportOf(testResults: unknown[], code: number): Outcome[] {
  const report = join(folder, 'report.json')
  writeFileSync(report, JSON.stringify({ testResults }))
  return outcomesOf({ report, code, root: '/r' })
}

describe('a run', () => {
  test('is told test by test', () => {
    const results = [{ name: '/r/a.test.ts', status: 'failed', assertionResults: [{ fullName: 'one', status: 'passed' }, { fullName: 'two', status: 'failed' }, { fullName: 'three', status: 'pending' }] }]
    expect(reportOf(results, 1)).toEqual([passed('one'), failed('two'), { file: 'a.test.ts', title: 'three', state: 'skipped' }])
  })

  test('has failed where it died, found no tests, or ended with a code that no test explains', () => {
    const results = [{ name: '/r/a.test.ts', status: 'passed', assertionResults: [{ fullName: 'one', status: 'passed' }] }]
    expect(countsOf(outcomesOf({ report: join(folder, 'none.json'), code: 1, root: '/r' })).failed).toBe(1)
    expect(countsOf(reportOf([], 0)).failed).toBe(1)
    expect(countsOf(reportOf(results, 1))).toMatchObject({ passed: 1, failed: 1 })
    expect(filesToRepeat(reportOf(results, 1))).toEqual([])
  })
})

describe('what failed', () => {
  test('is run once more, file by file, unless much of the run failed', () => {
    expect(filesToRepeat([passed('one'), failed('two'), failed('three'), failed('x', 'b.test.ts'), passed('y', 'c.test.ts')])).toEqual(['a.test.ts', 'b.test.ts'])
    expect(filesToRepeat(['a', 'b', 'c', 'd'].map((file) => failed('x', file)))).toEqual([])
  })

  test('and passes then is counted as passed, and named', () => {
    expect(countsOf([passed('one'), failed('two')], [passed('one'), passed('two')])).toEqual({ passed: 2, failed: 0, skipped: [], shaky: ['a.test.ts: two'] })
  })

  test('and fails again has failed', () => {
    expect(countsOf([passed('one'), failed('two')], [failed('one'), failed('two')])).toEqual({ passed: 1, failed: 1, skipped: [], shaky: [] })
  })

  test('before it was loaded is counted by what it has', () => {
    expect(countsOf([failed('is loaded')], [passed('one'), failed('two')])).toEqual({ passed: 1, failed: 1, skipped: [], shaky: ['a.test.ts: is loaded'] })
    expect(countsOf([failed('is loaded')], [failed('is loaded')])).toMatchObject({ passed: 0, failed: 1 })
  })
})
