import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { inTurns, roundsOf } from './rounds.ts'
import { alone, median, type Row } from './row.ts'
import { startServer } from './started-server.ts'

const rounds = roundsOf(5)
const settleMs = 3_000

/** A second `npm start` (nothing to install or build) until it listens, and the memory of the idle server. */
export async function serverStart(): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'claudework-bench-'))
  {
    // The first start makes the database and fills V8's compile cache.
    await using _ = await startServer({ dataDir })
  }
  const { starts } = await inTurns(rounds, { starts: async () => {
    await using server = await startServer({ dataDir })
    await delay(settleMs)
    return { ms: server.msToListening, memory: rssAnonMb(server.pid) }
  } })
  rmSync(dataDir, { recursive: true, force: true })
  return [
    alone({ id: 'start', what: 'second npm start to listening', unit: 'ms', ours: median(starts.map(({ ms }) => ms)), target: 1_000 }),
    alone({ id: 'idle', what: 'idle server, private memory (RssAnon)', unit: 'MB', ours: median(starts.map(({ memory }) => memory)), target: 70 }),
  ]
}

function rssAnonMb(pid: number): number {
  const kb = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]
  return Number(kb) / 1024
}
