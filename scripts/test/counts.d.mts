export type Outcome = { file: string; title: string; state: 'passed' | 'failed' | 'skipped' }
export type Counts = { passed: number; failed: number; skipped: string[]; shaky: string[] }
export function outcomesOf(run: { report: string; code: number; root: string }): Outcome[]
export function filesToRepeat(outcomes: Outcome[], most?: number): string[]
export function countsOf(first: Outcome[], again?: Outcome[]): Counts
export function countsOfPlaywright(run: { report: string; code: number }): Counts
