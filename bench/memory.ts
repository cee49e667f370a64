import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { supervisorsOf } from '../e2e/fixtures/supervisors-of.ts'
import type { TestServer } from '../e2e/fixtures/test-server.ts'
import { run } from './line.ts'
import { ourLine } from './our-line.ts'
import { openPlace, type Place } from './place.ts'
import { inTurns, roundsOf } from './rounds.ts'
import { alone, median, type Row } from './row.ts'
import { startBenchServer } from './server.ts'
import { startViewer } from './viewer.ts'

const terminals = 50
const shellsPerSession = 15
const settleMs = 5_000
/** A terminal rests when it has been quiet for ten seconds, and V8 gives a worker's pages back some time after that. */
const idleMs = 30_000
const growingFloods = 8
const floodRounds = roundsOf(6)
const sampleMs = 20

/** What terminals cost while nothing happens, and what a viewer costs that has stopped to read in a flood. */
export async function memory(): Promise<Row[]> {
  return [...(await idleTerminals()), await stalledViewer()]
}

async function idleTerminals(): Promise<Row[]> {
  await using server = await startBenchServer()
  const { client } = server
  await using stack = new AsyncDisposableStack()
  const places: Place[] = []
  for (let number = 0; number < Math.ceil(terminals / shellsPerSession); number++) places.push(stack.use(await openPlace(client, 'HOST')))
  await delay(idleMs)
  const supervisor = median(supervisorsOf(server.dataDir).map(privateKb))
  const before = anonymousKb(server.process().pid)
  const ids: string[] = []
  for (let number = 0; number < terminals; number++) {
    const sessionId = places[Math.floor(number / shellsPerSession)]?.sessionId ?? ''
    ids.push((await client.terminals.open.mutate({ sessionId })).id)
  }
  await using viewer = await startViewer(server, ids)
  const seen = viewer.streaming()
  await client.terminals.write.mutate({ terminalId: ids[0] ?? '', data: 'echo seen\r' })
  await seen
  await delay(settleMs)
  const after = anonymousKb(server.process().pid)
  return [
    alone({ id: 'T7 idle', what: `server, one more idle terminal with its viewer (of ${String(terminals)})`, unit: 'MB', ours: (after - before) / 1024 / terminals, target: 0.5 }),
    alone({ id: 'T7 supervisor', what: 'an idle supervisor with one terminal, private memory', unit: 'MB', ours: supervisor / 1024, target: 24 }),
  ]
}

async function stalledViewer(): Promise<Row> {
  await using server = await startBenchServer()
  await using place = await openPlace(server.client, 'HOST')
  await using line = await ourLine(server.client, place.terminalId)
  const peak = (): Promise<number> => peakInFlood(server, () => run(line, 'seq 1 3000000'))
  // Floods make both programs grow, whoever looks: the first ones by much, and each a little more than the one before.
  for (let flood = 0; flood < growingFloods; flood++) await peak()
  const peaks = await inTurns(floodRounds, {
    before: peak,
    stalled: async () => {
      await using viewer = await startViewer(server, [place.terminalId])
      viewer.stall()
      return await peak()
    },
    after: peak,
  })
  const more = peaks.stalled.map((stalled, round) => stalled - ((peaks.before[round] ?? 0) + (peaks.after[round] ?? 0)) / 2)
  return alone({ id: 'T7 stalled', what: 'server and supervisor, a stalled viewer in a flood', unit: 'MB', ours: Math.max(0, median(more)) / 1024, target: 4 })
}

/** The most that server and supervisors held while the work went on, kB. */
async function peakInFlood(server: TestServer, flood: () => Promise<unknown>): Promise<number> {
  const pids = [server.process().pid, ...supervisorsOf(server.dataDir)]
  let peak = 0
  const timer = setInterval(() => { peak = Math.max(peak, pids.reduce((sum, pid) => sum + anonymousKb(pid), 0)) }, sampleMs)
  await flood()
  clearInterval(timer)
  return peak
}

function anonymousKb(pid: number): number {
  return Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1])
}

/** What would be free again without it: pages that several processes share (Node itself) do not count. */
function privateKb(pid: number): number {
  const rollup = readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8')
  return [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].reduce((sum, [, kb]) => sum + Number(kb), 0)
}
