import type { TestServer } from '../e2e/fixtures/test-server.ts'
import { beginMark, printBeginMark } from './begin-mark.ts'
import { floorLine } from './floors/floor-line.ts'
import { ask, run, type Line } from './line.ts'
import { ourLine } from './our-line.ts'
import { openPlace, type Place } from './place.ts'
import { inTurns, roundsOf, timed } from './rounds.ts'
import { againstFloor, alone, medians, percentile, type Row } from './row.ts'
import { startBenchServer } from './server.ts'
import { startViewer } from './viewer.ts'

const rounds = roundsOf(10)
const keysPerRound = 60
const loudRounds = roundsOf(5)

/** One key typed through `terminals.write` until it is seen, against a PTY or exec with one WebSocket hop. */
export async function keyEcho(): Promise<Row[]> {
  await using server = await startBenchServer()
  return [await echoIn(server, 'HOST', 1.5), await echoIn(server, 'DOCKER', 2)]
}

async function echoIn(server: TestServer, kind: Place['kind'], target: number): Promise<Row> {
  await using place = await openPlace(server.client, kind)
  const openFloor = (): Promise<Line> => (place.containerId === null ? floorLine('pty-floor') : floorLine('exec-floor', place.containerId))
  await using ours = await ourLine(server.client, place.terminalId)
  await using floor = await openFloor()
  await using again = await openFloor()
  for (const line of [ours, floor, again]) await startEcho(line)
  const times = await inTurns(rounds, { floor: () => keys(floor, keysPerRound), ours: () => keys(ours, keysPerRound), again: () => keys(again, keysPerRound) })
  return againstFloor({ id: `T4 ${kind}`, what: `${kind}, a key's echo, p50`, unit: 'ms', ...medians(times), target })
}

/** The same while another terminal of the server floods a viewer in a process of its own. */
export async function echoInFlood(): Promise<Row[]> {
  await using server = await startBenchServer()
  await using quiet = await openPlace(server.client, 'HOST')
  await using loud = await openPlace(server.client, 'HOST')
  await using line = await ourLine(server.client, quiet.terminalId)
  await using viewer = await startViewer(server, [loud.terminalId])
  await startEcho(line)
  await server.client.terminals.write.mutate({ terminalId: loud.terminalId, data: 'while :; do seq 1 100000; done\r' })
  await viewer.streaming()
  const { ours } = await inTurns(loudRounds, { ours: () => keys(line, keysPerRound) })
  return [alone({ id: 'T5', what: 'a key\'s echo beside a terminal in flood, p99', unit: 'ms', ours: percentile(ours.flat(), 0.99), target: 20 })]
}

/** Raw, so that no line buffer fills up; the kernel's own echo, so that no program's speed is measured. */
export async function startEcho(line: Line): Promise<void> {
  await run(line, 'true')
  await ask(line, `stty raw echo; ${printBeginMark}; exec cat > /dev/null\r`, ends(beginMark.toString('latin1')))
}

/** Times of so many keys, one after the other, milliseconds. */
export async function keys(line: Line, count: number): Promise<number[]> {
  const times: number[] = []
  for (let number = 0; number < count; number++) {
    const key = String.fromCharCode(97 + (number % 26))
    times.push(await timed(() => ask(line, key, ends(key))))
    await pause(number)
  }
  return times
}

function ends(wanted: string): (bytes: Uint8Array) => true | null {
  let text = ''
  return (bytes) => {
    text = (text + Buffer.from(bytes).toString('latin1')).slice(-100)
    return text.endsWith(wanted) ? true : null
  }
}

/** People type with gaps that no timer of ours keeps step with. */
function pause(number: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, 3 + (number * 7) % 11) })
}
