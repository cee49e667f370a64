import { inTurns, roundsOf } from './rounds.ts'
import { startBenchServer } from './server.ts'
import { execLine, floorLine } from './floors/floor-line.ts'
import { flooded } from './flood.ts'
import { ourLine } from './our-line.ts'
import { openPlace, type Place } from './place.ts'
import { againstFloor, medians, type Row } from './row.ts'
import { asPrinted, streamOf, type StreamKind } from './streams.ts'

const rounds = roundsOf(10)
const blockBytes = 1_000_000
const times = 100

type Figure = { id: string; what: string; target: number; stream: StreamKind }

/** 100 MB to one healthy viewer through the whole product, each byte compared, against a PTY and a WebSocket alone. */
export async function hostText(): Promise<Row[]> {
  return throughput('HOST', [{ id: 'T1', what: 'HOST, 100 MB of text', target: 0.85, stream: 'text' }])
}

export async function hostColours(): Promise<Row[]> {
  return throughput('HOST', [
    { id: 'T2 sgr', what: 'HOST, 100 MB heavy in colours', target: 0.85, stream: 'sgr' },
    { id: 'T2 utf8', what: 'HOST, 100 MB heavy in wide characters', target: 0.85, stream: 'utf8' },
  ])
}

export async function dockerText(): Promise<Row[]> {
  return throughput('DOCKER', [{ id: 'T3', what: 'DOCKER, 100 MB of text', target: 0.75, stream: 'text' }])
}

async function throughput(kind: Place['kind'], figures: Figure[]): Promise<Row[]> {
  await using server = await startBenchServer()
  await using place = await openPlace(server.client, kind)
  await using ours = await ourLine(server.client, place.terminalId)
  await using floor = place.containerId === null ? await floorLine('pty-floor') : await execLine(place.containerId)
  await using again = place.containerId === null ? await floorLine('pty-floor') : await execLine(place.containerId)
  const rows: Row[] = []
  for (const { stream, ...figure } of figures) {
    const content = streamOf(stream, blockBytes)
    const flood = { file: await place.put(content), block: asPrinted(content), times }
    const rates = await inTurns(rounds, { floor: () => flooded(floor, flood), ours: () => flooded(ours, flood), again: () => flooded(again, flood) })
    rows.push(againstFloor({ ...figure, unit: 'MB/s', better: 'higher', ...medians(rates) }))
  }
  return rows
}
