// `npm run soak [-- <seed> --only terminals|exits|page|operations --operations 1000 --rounds 4 --server-kills 10 --cuts 10000
// --megabytes 1000 --kills 200 --exits 1000 --cats 10]`: terminals that lose nothing and sessions that leave nothing, for long
// enough to be believed.
import { parseArgs } from 'node:util'
import { fileMegabytes, floodTab } from '../flooded-tab.ts'
import { percentile } from '../row.ts'
import { startBenchServer } from '../server.ts'
import { soakExits } from './exits.ts'
import { interruption } from './interruption.ts'
import { soakOperations } from './operations/operations.ts'
import { soak } from './soak.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    operations: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '4' }, 'server-kills': { type: 'string', default: '10' },
    cuts: { type: 'string', default: '10000' }, megabytes: { type: 'string', default: '1000' }, kills: { type: 'string', default: '200' },
    exits: { type: 'string', default: '1000' }, cats: { type: 'string', default: '10' },
  },
})
/** Three times what is aimed at: machines differ. */
const sluggishMs = 300
const seed = Number(positionals[0] ?? 1)
const say = (line: string): void => { process.stderr.write(`${line}\n`) }
const signal = interruption()
const wanted = (part: string): boolean => !signal.aborted && (values.only === undefined || values.only === part)
const verdicts: boolean[] = []

if (wanted('terminals')) await terminals()
if (wanted('exits')) await exits()
if (wanted('page')) await page()
if (wanted('operations')) await operations()

// What was under way when it was interrupted may wait for long.
if (signal.aborted) process.exit(1)
process.exitCode = verdicts.length > 0 && verdicts.every(Boolean) ? 0 : 1

async function terminals(): Promise<void> {
  const report = await soak({ seed, viewers: 50, cuts: Number(values.cuts), bytes: Number(values.megabytes) * 1_000_000, kills: Number(values.kills), minutes: 20, signal }, say)
  conclude(report.ok, [
    `terminals: seed ${String(seed)}, ${report.seconds.toFixed(0)} s`,
    `cuts ${String(report.cuts)}, received ${(report.bytes / 1e9).toFixed(2)} GB in ${String(report.lines)} lines by 50 viewers over HOST and DOCKER`,
    `lost ${String(report.lost)}, doubled ${String(report.doubled)}, changed ${String(report.changed)}, moved forward ${String(report.skips)}`,
    `found again after kill -9: ${String(report.foundAgain)} / ${String(report.kills)}`,
    ...(report.firstFault === null ? [] : [`first fault: ${report.firstFault}`]),
  ])
}

async function exits(): Promise<void> {
  const report = await soakExits({ exits: Number(values.exits), minutes: 40, signal }, say)
  conclude(report.ok, [
    `exits: ${report.seconds.toFixed(0)} s, programs that printed a million lines and ended at once, in HOST and DOCKER by turns`,
    `every byte, then the code: ${String(report.exact)} / ${String(report.exits)}`,
    ...(report.firstFault === null ? [] : [`first fault: ${report.firstFault}`]),
  ])
}

async function page(): Promise<void> {
  await using server = await startBenchServer()
  const cats = Number(values.cats)
  const { times, seconds, exact } = await floodTab(server, cats)
  const p95 = percentile(times, 0.95)
  conclude(exact && p95 <= sluggishMs, [
    `page: ${seconds.toFixed(0)} s, cat of ${String(cats * fileMegabytes)} MB in a tab`,
    `${String(times.length)} keys, p95 ${String(p95)} ms to a frame; its last screen is ${exact ? 'exact' : 'not exact'}`,
  ])
}

async function operations(): Promise<void> {
  const report = await soakOperations({ seed, operations: Number(values.operations), rounds: Number(values.rounds), serverKills: Number(values['server-kills']), sessions: 6, signal }, say).catch(unlessInterrupted)
  if (report === null) return
  const told = (counts: Record<string, number>): string => Object.entries(counts).map(([what, count]) => `${what} ${String(count)}`).join(', ')
  const mib = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(0)} MiB`
  conclude(report.ok, [
    `operations: seed ${String(seed)}, ${report.seconds.toFixed(0)} s, ${String(report.created)} sessions of HOST and DOCKER, the server killed in between`,
    `done: ${told(report.done)}`,
    `refused: ${told(report.refused)}`,
    `lost work ${String(report.lost.length)} of ${String(report.marks)} marks, orphans ${String(report.orphans.length)}, leaked descriptors ${String(report.leakedFds)}, threads ${String(report.leakedLoops)}`,
    `server memory at rest: ${report.uses.map(({ rss }) => mib(rss)).join(', ')}; growth over its plateau ${report.rssGrowth === null ? 'not known' : `${((report.rssGrowth - 1) * 100).toFixed(1)} %`}`,
    ...report.lost.slice(0, 5), ...report.orphans.slice(0, 5), ...report.faults.slice(0, 5),
  ])
}

function unlessInterrupted(error: unknown): null {
  if (!signal.aborted) throw error
  return null
}

function conclude(ok: boolean, lines: string[]): void {
  process.stdout.write(`${[...lines, ok ? 'ok' : 'FAILED'].join('\n')}\n`)
  verdicts.push(ok)
}
