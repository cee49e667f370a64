// `npm run soak`: terminals that lose nothing, for long enough to be believed. `npm run soak -- 7` takes another seed.
import { soak } from './soak.ts'

const seed = Number(process.argv[2] ?? 1)
const report = await soak({ seed, viewers: 50, cuts: 10_000, bytes: 1_000_000_000, kills: 200, minutes: 20 }, (line) => { process.stderr.write(`${line}\n`) })
process.stdout.write([
  `seed ${String(seed)}, ${report.seconds.toFixed(0)} s`,
  `cuts ${String(report.cuts)}, received ${(report.bytes / 1e9).toFixed(2)} GB in ${String(report.lines)} lines by 50 viewers over HOST and DOCKER`,
  `lost ${String(report.lost)}, doubled ${String(report.doubled)}, changed ${String(report.changed)}, moved forward ${String(report.skips)}`,
  `found again after kill -9: ${String(report.foundAgain)} / ${String(report.kills)}`,
  ...(report.firstFault === null ? [] : [`first fault: ${report.firstFault}`]),
  report.ok ? 'ok' : 'FAILED',
  '',
].join('\n'))
process.exitCode = report.ok ? 0 : 1
