import { attachLine } from './attach-line.ts'
import { flooded } from './flood.ts'
import { ourLine } from './our-line.ts'
import { openPlace } from './place.ts'
import { inTurns, roundsOf } from './rounds.ts'
import { againstFloor, medians, type Row } from './row.ts'
import { startBenchServer } from './server.ts'
import { asPrinted, streamOf } from './streams.ts'

const rounds = roundsOf(10)
const times = 50

/** 50 MB of text through `claudework attach`, each byte compared, beside the same through a WebSocket client of ours. */
export async function attachThroughput(): Promise<Row[]> {
  await using server = await startBenchServer()
  await using place = await openPlace(server.client, 'HOST')
  const { id: terminalId } = await server.client.terminals.open.mutate({ sessionId: place.sessionId })
  await using ours = await attachLine({ url: server.url, sessionId: place.sessionId, terminalId })
  await using floor = await ourLine(server.client, place.terminalId)
  const content = streamOf('text', 1_000_000)
  const file = await place.put(content)
  const printed = asPrinted(content)
  const flood = { file, block: printed, times }
  const taken = await inTurns(rounds, { floor: () => flooded(floor, flood), ours: () => flooded(ours, flood), again: () => flooded(floor, flood) })
  return [againstFloor({ id: 'attach', what: 'claudework attach, 50 MB of text, beside a client of ours', unit: 'MB/s', better: 'higher', ...medians(taken), target: 0.8 })]
}
