import { createClient, type Client } from '../client/client.ts'
import { testToken } from '../e2e/fixtures/test-server.ts'
import { rawExec } from './floors/raw-exec.ts'
import { openPlace } from './place.ts'
import { roundsOf } from './rounds.ts'
import { againstFloor, alone, median, type Row } from './row.ts'
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
  const execs = { floor: [] as number[], again: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    execs.floor.push(await rawOpen(containerId))
    execs.again.push(await rawOpen(containerId))
  }
  const first: number[] = []
  for (let round = 0; round < restarts; round++) {
    await server.kill('SIGTERM')
    await server.start()
    const client = createClient({ url: server.url, token: testToken })
    await client.health.get.query()
    first.push(await firstEvent(client, terminalId))
    await client.close()
  }
  return [
    alone({ id: 'T6', what: 'DOCKER, subscribe to first byte, p50', unit: 'ms', ours: median(connected), target: 15 }),
    againstFloor({ id: 'T6 first', what: 'the same as the first after a server start, a raw exec', unit: 'ms', ours: median(first), floor: median(execs.floor), again: median(execs.again), target: 2 }),
  ]
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
