// Every test that names a fault, again and again: `npm run faults [-- --seeds 20 --long 3 --minutes 120 --journal FILE F22 F23]`.
// Prints survived / total per fault; ends with 1 where one did not survive, did not run, or has no test. What a journal holds has run
// and is not run again, so that what was broken off goes on.
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRunner } from '../test/child.mjs'
import { openJournal } from './journal.ts'
import { idsOf, runRounds, type Kind } from './rounds.ts'
import { everyFault, tally, type Line, type Run } from './tally.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '20' }, long: { type: 'string', default: '3' }, minutes: { type: 'string', default: '120' }, journal: { type: 'string' } },
})
const unknown = positionals.filter((id) => !everyFault.includes(id))
if (unknown.length > 0) throw new Error(`There is no fault ${unknown.join(', ')}; they are called ${everyFault[0] ?? ''} to ${everyFault.at(-1) ?? ''}.`)
const faults = positionals.length > 0 ? positionals : everyFault
const wanted = { seeds: atLeastOne('seeds', values.seeds), longSeeds: atLeastOne('long', values.long) }
const minutes = atLeastOne('minutes', values.minutes)

const began = performance.now()
const minutesTaken = (): number => (performance.now() - began) / 60_000
const folder = mkdtempSync(join(tmpdir(), 'claudework-faults-'))
const runner = createRunner()
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) process.once(signal, () => { void runner.stop().then(() => process.exit(code)) })

const rounds = {
  runner, folder, faults, wanted,
  // The ten thousand cuts and two hundred kills of F01 and F11 belong to the whole run alone.
  env: { ...process.env, CLAUDEWORK_FAULTS: 'all', ...(wanted.seeds >= 20 ? { CLAUDEWORK_SOAK: 'whole' } : {}) },
  minutesLeft: () => minutes - minutesTaken(),
  log: (line: string) => { console.error(`${minutesTaken().toFixed(1)} min  ${line}`) },
  journal: openJournal(values.journal, faults),
}
console.error(`${String(faults.length)} faults: short tests ${String(wanted.seeds)} times, those over 15 s ${String(Math.min(wanted.seeds, wanted.longSeeds))} times, at most ${String(minutes)} minutes in all`)

const runs: Run[] = []
for (const kind of ['unit', 'integration', 'e2e'] as const) runs.push(...await runRounds(kind, filesOf(kind), rounds))
rmSync(folder, { recursive: true })

const lines = tally(runs, faults)
for (const line of lines) console.log(shown(line))
const survived = lines.reduce((sum, line) => sum + line.survived, 0)
const total = lines.reduce((sum, line) => sum + line.total, 0)
const untested = lines.filter(({ tests }) => tests === 0)
console.log(`${String(lines.length - untested.length)} of ${String(lines.length)} faults have tests, ${String(survived)} / ${String(total)} survived, in ${minutesTaken().toFixed(1)} minutes`)
process.exitCode = survived === total && untested.length === 0 ? 0 : 1

/** Files whose text names one of the faults. The runs' own tests speak of them and let none happen. */
function filesOf(kind: Kind): string[] {
  const pattern = { unit: '**/*.test.{ts,tsx}', integration: '**/*.integration.test.ts', e2e: 'e2e/**/*.spec.ts' }[kind]
  return globSync(pattern, { exclude: ['node_modules/**', 'dist/**', 'build/**', 'scripts/faults/**'] })
    .filter((file) => kind !== 'unit' || !file.endsWith('.integration.test.ts')).filter((file) => idsOf(file, faults).length > 0).sort()
}

function shown({ id, tests, survived: passed, total: all, absent }: Line): string {
  if (tests === 0) return `${id}  no test`
  const rest = [...(passed + absent < all ? ['NOT SURVIVED'] : []), ...(absent > 0 ? [`${String(absent)} did not run`] : [])]
  return [`${id}  ${String(passed).padStart(5)} / ${String(all).padEnd(5)}  ${String(tests).padStart(3)} ${tests === 1 ? 'test' : 'tests'}`, ...rest].join('  ')
}

function atLeastOne(name: string, value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} takes a whole number from 1; got "${value}".`)
  return number
}
