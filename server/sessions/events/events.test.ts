import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openDb } from '../../../db/client.ts'
import { migrationsIn } from '../../../db/migration.ts'
import { createEvents, type Events, type HistoryEvent } from './events.ts'

async function newEvents(): Promise<Events & AsyncDisposable> {
  const db = await openDb({ url: `file:${join(mkdtempSync(join(tmpdir(), 'claudework-events-')), 'test.db')}`, migrations: migrationsIn('db/migrations') })
  const events = await createEvents({ db, log: pino({ level: 'silent' }), now: () => '2026-01-02T03:04:05.000Z' })
  return { ...events, [Symbol.asyncDispose]: async () => {
    await events.settled()
    db.close()
  } }
}

const about = (sessionId: string) => ({ sessionId, sessionName: `Session ${sessionId}`, actor: 'user', result: 'done' } as const)

test('events are read newest first, a page at a time, of one session or of all', async () => {
  await using events = await newEvents()
  for (const what of ['create', 'stop', 'start']) events.record({ ...about('a'), what })
  events.record({ ...about('b'), what: 'create' })
  events.record({ actor: 'engine', what: 'engine away', why: 'It does not answer', result: 'done' })
  await events.settled()
  expect((await events.list()).map(({ what }) => what)).toEqual(['engine away', 'create', 'start', 'stop', 'create'])
  const first = await events.list({ sessionId: 'a', limit: 2 })
  expect(first.map(({ what }) => what)).toEqual(['start', 'stop'])
  expect((await events.list({ sessionId: 'a', before: first[1]?.id })).map(({ what }) => what)).toEqual(['create'])
})

test('a follower that comes back gets what it missed, once, and then what comes', async () => {
  await using events = await newEvents()
  for (const what of ['create', 'stop', 'start']) events.record({ ...about('a'), what })
  events.record({ ...about('b'), what: 'create' })
  await events.settled()
  const controller = new AbortController()
  const seen: HistoryEvent[] = []
  const [oldest] = (await events.list({ sessionId: 'a' })).slice(-1)
  for await (const event of events.follow({ sessionId: 'a', lastSeen: oldest?.id ?? 0, signal: controller.signal })) {
    seen.push(event)
    if (event.what === 'start') events.record({ ...about('a'), what: 'remove' })
    if (event.what === 'remove') controller.abort()
  }
  expect(seen.map(({ what }) => what)).toEqual(['stop', 'start', 'remove'])
})

test('an event that cannot be stored neither throws nor keeps the next ones out', async () => {
  await using events = await newEvents()
  events.record({ ...about('a'), what: JSON.parse('null') as string })
  events.record({ ...about('a'), what: 'stop', why: 'x'.repeat(5_000) })
  await events.settled()
  const kept = await events.list()
  expect(kept.map(({ what }) => what)).toEqual(['stop'])
  expect(kept[0]?.why).toHaveLength(1_000)
})
