// Every test that names a fault, again and again: `npm run faults [-- --seeds 20 --long 3 --only F22,F23]`. Prints survived / total
// per fault; ends with 1 where one did not survive.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { patternOf, runsIn, stillWanted, tally, type Run } from './tally.ts'

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '20' }, long: { type: 'string', default: '3' }, only: { type: 'string' } } })
const wanted = { seeds: Number(values.seeds), longSeeds: Number(values.long) }
const folder = mkdtempSync(join(tmpdir(), 'claudework-faults-'))
const runs: Run[] = []

/** One round; a file that could not even be loaded is a failure of the round. */
function round(number: number, pattern: string, files: readonly string[]): boolean {
  const report = join(folder, `${String(number)}.json`)
  const env = { ...process.env, CLAUDEWORK_FAULTS: 'all', CLAUDEWORK_SEED: String(number) }
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile.json=${report}`, '-t', pattern, ...files], { stdio: ['ignore', 'ignore', 'inherit'], env })
  if (!existsSync(report)) return false
  const made = runsIn(JSON.parse(readFileSync(report, 'utf8')) as Parameters<typeof runsIn>[0])
  for (const { title, passed, ms } of made) if (!passed) console.error(`round ${String(number)}: not survived (${String(Math.round(ms))} ms): ${title}`)
  runs.push(...made)
  return made.length > 0
}

let complete = round(1, values.only === undefined ? String.raw`\bF\d{2}\b` : `\\b(?:${values.only.split(',').join('|')})\\b`, [])
for (let number = 2; complete; number++) {
  const again = stillWanted(runs, wanted)
  if (again.length === 0) break
  complete = round(number, patternOf(again.map(({ title }) => title)), [...new Set(again.map(({ file }) => file))])
}
rmSync(folder, { recursive: true })

const lines = tally(runs)
for (const { id, survived, total } of lines) console.log(`${id}  ${String(survived).padStart(5)} / ${String(total)}${survived === total ? '' : '  NOT SURVIVED'}`)
const survived = lines.reduce((sum, line) => sum + line.survived, 0)
const total = lines.reduce((sum, line) => sum + line.total, 0)
console.log(`${String(lines.length)} faults, ${String(survived)} / ${String(total)} survived${complete ? '' : '; a round did not run'}`)
process.exitCode = complete && survived === total ? 0 : 1
