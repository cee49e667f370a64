// `npm run bench [-- name... --rounds=N]`: every figure against a floor of the same run. Prints the table; a whole run with all its
// rounds writes bench/results.json.
import { writeFileSync } from 'node:fs'
import { agentState } from './agent-state.ts'
import { attach } from './attach.ts'
import { attachThroughput } from './attach-throughput.ts'
import { binary } from './binary.ts'
import { claudeRestart } from './claude-restart.ts'
import { commandLine } from './command-line.ts'
import { crowd } from './crowd.ts'
import { fastClone } from './fast-clone.ts'
import { echoInFlood, keyEcho } from './echo.ts'
import { memory } from './memory.ts'
import { processStatus } from './process-status.ts'
import { isRounds } from './rounds.ts'
import { table, unmeasured, type Row } from './row.ts'
import { serverStart } from './server-start.ts'
import { page } from './page.ts'
import { sessionReady } from './session-ready.ts'
import { sweeperTick } from './sweeper-tick.ts'
import { dockerText, hostColours, hostText } from './throughput.ts'

/** By the id of its rows; several rows may come of one run. */
const benches: Record<string, () => Promise<Row[]>> = {
  start: serverStart,
  ls: commandLine,
  attach: attachThroughput,
  binary,
  T1: hostText,
  T2: hostColours,
  T3: dockerText,
  T4: keyEcho,
  T5: echoInFlood,
  T6: attach,
  T7: memory,
  T8: sessionReady,
  T9: crowd,
  clone: fastClone,
  page,
  state: agentState,
  status: processStatus,
  sweeper: sweeperTick,
  restart: claudeRestart,
}

const given = process.argv.slice(2)
const chosen = given.filter((argument) => !isRounds(argument))
const unknown = chosen.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  process.stderr.write(`There is no bench named ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.\n`)
  process.exit(2)
}

// What a bench has started goes with this process: an exit ends it, and the default for a signal is none.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

const rows: Row[] = []
const started = performance.now()
for (const [name, bench] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  const begun = performance.now()
  const measured = await bench().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`)
    return [unmeasured(name, error)]
  })
  // At once: a run that is cut short has told what it knows.
  process.stderr.write(`${name}: ${secondsSince(begun)} s\n${table(measured)}\n`)
  rows.push(...measured)
}
process.stdout.write(`${table(rows)}\n`)
process.stderr.write(`All in all: ${secondsSince(started)} s\n`)
if (given.length === 0) writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(rows, null, 2)}\n`)
// A bench that failed may have left something open.
process.exit(rows.every(({ ok }) => ok) ? 0 : 1)

function secondsSince(begun: number): string {
  return ((performance.now() - begun) / 1000).toFixed(0)
}
