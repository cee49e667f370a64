import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { testToken, type TestServer } from '../e2e/fixtures/test-server.ts'
import { keys, startEcho } from './echo.ts'
import { ourLine } from './our-line.ts'
import { openPlace } from './place.ts'
import { alone, median, percentile, type Row } from './row.ts'
import { startBenchServer, startProxiedServer } from './server.ts'
import { tickCommand, tickLineBytes } from './ticker.ts'

const terminals = 100
const sockets = 1_000
const shellsPerSession = 15
const echoKeys = 300
/** 40 KB a second each. */
const busy = { linesPerTick: 40, ticksPerSecond: 10 }
/** The programs' own time is in their seconds, too. */
const leastShare = 0.9
const cutRounds = 3
const settleMs = 3_000

type Seen = { streaming: number; lines: number; lost: number; doubled: number }

/** A hundred busy terminals with a viewer each beside one that is typed in; a thousand viewers that lose their network at once. */
export async function crowd(): Promise<Row[]> {
  return [await besideAHundred(), ...(await cutAThousand())]
}

async function besideAHundred(): Promise<Row> {
  await using server = await startBenchServer()
  await using quiet = await openPlace(server.client, 'HOST')
  await using line = await ourLine(server.client, quiet.terminalId)
  await startEcho(line)
  await using stack = new AsyncDisposableStack()
  const ids = await quietTerminals(server, { count: terminals, stack })
  const viewers = await startCrowd({ url: server.url, count: terminals, ids, stack })
  await startTicking(server, ids, tickCommand(busy))
  await allStreaming(viewers, terminals)
  const before = await seen(viewers)
  const begun = performance.now()
  const times = await keys(line, echoKeys)
  // What they print in full has to have come, or the key had less beside it than is said.
  const { lines, lost, doubled } = await seen(viewers)
  const share = (lines - before.lines) / terminals / busy.linesPerTick / busy.ticksPerSecond / ((performance.now() - begun) / 1_000)
  process.stderr.write(`T9: ${(share * busy.linesPerTick * busy.ticksPerSecond * tickLineBytes / 1_000).toFixed(1)} KB/s came of each of ${String(terminals)} terminals\n`)
  if (share < leastShare || lost + doubled > 0) throw new Error(`The viewers got ${(share * 100).toFixed(0)} % of what was to be printed; ${String(lost)} lines lost, ${String(doubled)} doubled.`)
  return alone({ id: 'T9 echo', what: `a key's echo beside ${String(terminals)} terminals of 40 KB/s, p99`, unit: 'ms', ours: percentile(times, 0.99), target: 50 })
}

async function cutAThousand(): Promise<Row[]> {
  await using proxied = await startProxiedServer({ seed: 1 })
  const { server, proxy, proxyUrl } = proxied
  await using stack = new AsyncDisposableStack()
  const ids = await quietTerminals(server, { count: 10, stack })
  const viewers = await startCrowd({ url: proxyUrl, count: sockets, ids, stack })
  await startTicking(server, ids, tickCommand({ linesPerTick: 1, ticksPerSecond: 4 }))
  await allStreaming(viewers, sockets)
  const times: number[] = []
  for (let round = 0; round < cutRounds; round++) {
    await delay(settleMs)
    const begun = performance.now()
    proxy.cut()
    viewers.send('mark')
    await allStreaming(viewers, sockets)
    times.push(performance.now() - begun)
  }
  const { lost, doubled } = await seen(viewers)
  return [
    alone({ id: 'T9 cut', what: `${String(sockets)} sockets cut at once, until all stream again`, unit: 'ms', ours: median(times), target: 2_000 }),
    alone({ id: 'T9 lost', what: `lines lost or doubled over ${String(cutRounds)} such cuts`, unit: '', ours: lost + doubled, target: 0 }),
  ]
}

async function quietTerminals({ client }: TestServer, { count, stack }: { count: number; stack: AsyncDisposableStack }): Promise<string[]> {
  const ids: string[] = []
  for (let place = null; ids.length < count;) {
    if (place === null || ids.length % shellsPerSession === 0) place = stack.use(await openPlace(client, 'HOST'))
    const { id } = await client.terminals.open.mutate({ sessionId: place.sessionId })
    ids.push(id)
  }
  return ids
}

async function startTicking({ client }: TestServer, ids: readonly string[], command: string): Promise<void> {
  for (const terminalId of ids) await client.terminals.write.mutate({ terminalId, data: command })
}

async function startCrowd({ url, count, ids, stack }: { url: string; count: number; ids: string[]; stack: AsyncDisposableStack }): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'crowd-process.ts'), [url, testToken, String(count), ...ids], { detached: true })
  stack.defer(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  // What nobody listens to would wait, and be told later as if it were of then.
  child.on('message', () => undefined)
  await seen(child)
  return child
}

async function allStreaming(child: ChildProcess, count: number): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const { streaming } = await seen(child)
    if (streaming === count) return
    if (performance.now() > deadline) throw new Error(`${String(streaming)} of ${String(count)} viewers stream`)
  }
}

async function seen(child: ChildProcess): Promise<Seen> {
  const [message] = (await once(child, 'message')) as [Seen]
  return message
}
