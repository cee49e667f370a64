// Tests of one kind, round after round, each round one run of their runner with the tests that are still wanted.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Runner } from '../test/child.mjs'
import type { Journal } from './journal.ts'
import { playwrightRuns, vitestRuns, type PlaywrightReport } from './reports.ts'
import { idsIn, mostRuns, stillWanted, withAbsent, type Run, type TestName } from './tally.ts'

export type Kind = 'unit' | 'integration' | 'e2e'

export type Rounds = {
  runner: Runner
  /** For reports. */
  folder: string
  faults: readonly string[]
  wanted: { seeds: number; longSeeds: number }
  env: NodeJS.ProcessEnv
  minutesLeft: () => number
  log: (line: string) => void
  /** What ran at other times counts, and what runs is told after each round. */
  journal: Journal
}

/** No round takes longer; what it had not done by then did not run. */
const roundMinutes = 60

/** Every run of every test in these files that names one of the faults. */
export async function runRounds(kind: Kind, files: readonly string[], rounds: Rounds): Promise<Run[]> {
  const { faults, wanted, log, journal } = rounds
  const runs = journal.earlier.filter(({ file }) => files.includes(file))
  const unseen = files.filter((file) => !runs.some((run) => run.file === file))
  if (runs.length > 0) log(`${kind}: ${String(runs.length)} runs were made before`)
  // Each round has a seed of its own, also after a break.
  for (let number = unseen.length > 0 ? 1 : mostRuns(runs) + 1, first = unseen.length > 0; ; first = false, number = Math.max(number, mostRuns(runs)) + 1) {
    const again = first ? null : stillWanted(runs, wanted)
    if (again?.length === 0) return runs
    if (rounds.minutesLeft() < 1) {
      log(`${kind}: out of time before round ${String(number)}`)
      return withAbsent(again ?? unread(unseen, faults), []).concat(runs)
    }
    const began = performance.now()
    const pattern = again === null ? `\\b(?:${faults.join('|')})\\b` : patternOf(again.map(({ title }) => title))
    const made = await round({ kind, number, pattern, files: again === null ? unseen : [...new Set(again.map(({ file }) => file))] }, rounds)
    const all = withAbsent(again ?? (made === null ? unread(unseen, faults) : []), made ?? [])
    runs.push(...all)
    journal.add(all)
    const survived = all.filter(({ outcome }) => outcome === 'passed').length
    log(`${kind}, round ${String(number)} of ${String(wanted.seeds)}: ${String(survived)} / ${String(all.length)} in ${String(Math.round((performance.now() - began) / 1000))} s; ${String(stillWanted(runs, wanted).length)} tests go on, ${String(Math.floor(rounds.minutesLeft()))} minutes left`)
    for (const run of all) if (run.outcome !== 'passed') log(`  ${shown(run)}`)
    if (made === null) return runs
  }
}

function shown({ title, file, outcome, ms, why }: Run): string {
  return `${outcome === 'failed' ? `failed after ${String(Math.round(ms))} ms` : 'did not run'}: ${title} (${file})${why === undefined ? '' : `: ${why}`}`
}

/** Null where the runner left no report: it did not start, or was ended at its limit. */
async function round(about: { kind: Kind; number: number; pattern: string; files: readonly string[] }, { runner, folder, faults, env, minutesLeft }: Rounds): Promise<Run[] | null> {
  const { kind, number, pattern, files } = about
  const report = join(folder, `${kind}.json`)
  rmSync(report, { force: true })
  const argv = kind === 'e2e'
    ? ['playwright', 'test', '--grep', pattern, ...files]
    : ['vitest', 'run', '--project', kind, '--reporter=json', `--outputFile.json=${report}`, '-t', pattern, ...files]
  await runner.run(argv, { env: { ...env, CLAUDEWORK_SEED: String(number), CLAUDEWORK_E2E_JSON: report }, minutes: Math.min(roundMinutes, minutesLeft()), quiet: true })
  if (!existsSync(report)) return null
  const json: unknown = JSON.parse(readFileSync(report, 'utf8'))
  const named = new Set(faults)
  return kind === 'e2e' ? playwrightRuns(json as PlaywrightReport, named) : vitestRuns(json as Parameters<typeof vitestRuns>[0], named, (file) => idsOf(file, faults))
}

/** The faults that a file names, of those that are asked about. */
export function idsOf(file: string, faults: readonly string[]): string[] {
  return idsIn(readFileSync(file, 'utf8')).filter((id) => faults.includes(id))
}

function unread(files: readonly string[], faults: readonly string[]): TestName[] {
  return files.map((file) => ({ title: `${idsOf(file, faults).join(' ')} (all of the file)`, file }))
}

/** As both runners take it; what stands before a title, and between it and those around it, is the runner's to choose. */
export function patternOf(titles: readonly string[]): string {
  return `(?:${titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' > ', ' (?:> )?')).join('|')})$`
}
