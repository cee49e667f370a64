import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { endpointOf } from './endpoint.ts'
import { createEngine } from './engine.ts'
import type { EngineEvent } from './events.ts'

type Asked = { query: URLSearchParams; response: ServerResponse }

/** Where an engine would report its events: each connection is handed over to the test. */
async function eventSource() {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-events-'))
  const path = join(folder, 'docker.sock')
  const waiting: ((asked: Asked) => void)[] = []
  const server = createServer((request, response) => {
    response.writeHead(200)
    response.flushHeaders()
    waiting.shift()?.({ query: new URL(request.url ?? '', 'http://engine').searchParams, response })
  })
  await new Promise<void>((resolve) => { server.listen(path, resolve) })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { engine: createEngine({ endpoint: endpointOf({ type: 'unix', path }) }), connection: () => new Promise<Asked>((resolve) => { waiting.push(resolve) }) }
}

function line(action: string, time: string): string {
  const [seconds = '', nanos = ''] = time.split('.')
  return `{"Type":"container","Action":"${action}","Actor":{"ID":"c1","Attributes":{"k":"v"}},"time":${seconds},"timeNano":${seconds}${nanos}}\n`
}

/** Collects events, and lets a test wait for the next of them. */
function collector() {
  const seen: string[] = []
  const told: string[] = []
  let wake = (): void => undefined
  return {
    seen,
    told,
    options: {
      labels: ['a=b'],
      onEvent: ({ action, time }: EngineEvent) => { seen.push(`${action}@${time}`); wake() },
      onConnected: () => { told.push('connected'); wake() },
      onLost: () => { told.push('lost'); wake() },
    },
    until: async (enough: () => boolean) => {
      while (!enough()) await new Promise<void>((resolve) => { wake = resolve })
    },
  }
}

test('F29 a broken stream goes on from its last event, to the nanosecond, and tells nothing twice', async () => {
  const source = await eventSource()
  const got = collector()
  const first = source.connection()
  const second = source.connection()
  const watching = source.engine.watch(got.options)
  onTestFinished(() => { watching.stop() })

  const one = await first
  expect(one.query.get('since')).toBeNull()
  expect(JSON.parse(one.query.get('filters') ?? '')).toEqual({ type: ['container'], label: ['a=b'] })
  // Cut in the middle of a line.
  one.response.write(line('start', '1700000000.123456789').slice(0, 40))
  one.response.write(line('start', '1700000000.123456789').slice(40))
  await got.until(() => got.seen.length === 1)
  one.response.destroy()

  const two = await second
  expect(two.query.get('since')).toBe('1700000000.123456789')
  two.response.write(line('start', '1700000000.123456789') + line('die', '1700000000.123456790'))
  await got.until(() => got.seen.length === 2)
  expect(got.seen).toEqual(['start@1700000000.123456789', 'die@1700000000.123456790'])
  expect(got.told).toEqual(['connected', 'lost', 'connected'])
})

test('a stopped watch tells nothing more and closes its connection', async () => {
  const source = await eventSource()
  const got = collector()
  const asked = source.connection()
  const watching = source.engine.watch(got.options)
  const { response } = await asked
  await got.until(() => got.told.length === 1)
  const closed = new Promise((resolve) => { response.once('close', resolve) })
  watching.stop()
  await closed
  expect(got.seen).toEqual([])
})
