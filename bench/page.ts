import { fileMegabytes, floodTab } from './flooded-tab.ts'
import { alone, percentile, type Row } from './row.ts'
import { startBenchServer } from './server.ts'

/** A tab in a flood: from a key to the next frame, and what the tab ends on. */
export async function page(): Promise<Row[]> {
  await using server = await startBenchServer()
  const { times, seconds, exact } = await floodTab(server, 1)
  process.stderr.write(`page: ${String(times.length)} keys in ${seconds.toFixed(1)} s, p50 ${String(percentile(times, 0.5))} ms\n`)
  return [
    alone({ id: 'page', what: `cat of ${String(fileMegabytes)} MB in a tab: key to frame, p95`, unit: 'ms', ours: percentile(times, 0.95), target: 100 }),
    alone({ id: 'page end', what: 'the same: final screens that are not exact', unit: 'screens', ours: exact ? 0 : 1, target: 0 }),
  ]
}
