import { createClient, type Client } from '../client/client.ts'
import { testToken, type TestServer } from '../e2e/fixtures/test-server.ts'
import { rawExec } from './floors/raw-exec.ts'
import { openPlace } from './place.ts'
import { inTurns, roundsOf } from './rounds.ts'
import { againstFloor, alone, median, medians, type Row } from './row.ts'
import { startBenchServer } from './server.ts'

const rounds = roundsOf(10)
const attaches = 100
const restarts = 5

/** From subscribing to a running DOCKER terminal to its first byte: with everything connected, and as the first thing after a start. */
export async function attach(): Promise<Row[]> {
  await using server = await startBenchServer()
  await using place = await openPlace(server.client, 'DOCKER')
  const { containerId, terminalId } = place
  if (containerId === null) throw new Error('a DOCKER session without a container')
  await firstEvent(server.client, terminalId)
  const connected: number[] = []
  for (let number = 0; number < attaches; number++) connected.push(await firstEvent(server.client, terminalId))
  // Apart from the starts, whose work would fall on whatever comes right after them.
  const execs = await inTurns(rounds, { floor: () => rawOpen(containerId), again: () => rawOpen(containerId) })
  const first = await inTurns(restarts, { ours: () => firstAfterStart(server, terminalId) })
  return [
    alone({ id: 'T6', what: 'DOCKER, subscribe to first byte, p50', unit: 'ms', ours: median(connected), target: 15 }),
    againstFloor({ id: 'T6 first', what: 'the same as the first after a server start, a raw exec', unit: 'ms', ...medians(first), ...medians(execs), target: 2 }),
  ]
}

async function firstAfterStart(server: TestServer, terminalId: string): Promise<number> {
  await server.kill('SIGTERM')
  await server.start()
  const client = createClient({ url: server.url, token: testToken })
  await client.health.get.query()
  const ms = await firstEvent(client, terminalId)
  await client.close()
  return ms
}

function firstEvent(client: Client, terminalId: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const begun = performance.now()
    const subscription = client.terminals.attach.subscribe({ terminalId }, {
      onData: () => {
        const ms = performance.now() - begun
        subscription.unsubscribe()
        resolve(ms)
      },
      onError: reject,
    })
  })
}

async function rawOpen(containerId: string): Promise<number> {
  const begun = performance.now()
  const stream = await rawExec(containerId)
  await new Promise((resolve) => stream.once('data', resolve))
  const ms = performance.now() - begun
  stream.write('exit\r')
  await new Promise((resolve) => stream.resume().once('end', resolve))
  return ms
}
