import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openDb, type Db } from '../../../db/client.ts'
import { migrationsIn } from '../../../db/migration.ts'
import { Problem } from '../../problem.ts'
import type { SessionContext } from '../context.ts'
import { createEvents } from '../events/events.ts'
import { restartSession, startSession, stopSession } from './lifecycle.ts'
import { createOperate } from './operate.ts'
import { createOperations } from './operations.ts'
import { removeSession } from './removal.ts'
import { createSessionStore } from '../session-store.ts'
import { createActivity } from '../sweeper/activity.ts'
import { createStopIfIdle } from '../sweeper/stop-if-idle.ts'
import { createDrivablePlaces } from '../testing/drivable-places.ts'
import { rowWith } from '../testing/row.ts'

const seeds = Number(process.env['CLAUDEWORK_RACE_SEEDS'] ?? 1_000)
const names = ['start', 'stop', 'restart', 'remove', 'update', 'sweep'] as const
type Name = (typeof names)[number]
const pairs = names.flatMap((one, index) => names.slice(index).map((other): [Name, Name] => [one, other]))

function randomFrom(seed: number): () => number {
  let state = (seed + 1) >>> 0
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

/** Ten operations of a pair on one session at moments that the seed says; answers what must not be. */
async function race(db: Db, { seed, pair }: { seed: number; pair: [Name, Name] }): Promise<string[]> {
  const random = randomFrom(seed)
  const places = createDrivablePlaces(random)
  const store = await createSessionStore({ db, onPersistError: (error) => { places.wrongs.push(String(error)) } })
  const log = pino({ level: 'silent' })
  const now = (): string => '2026-01-01T00:00:00.000Z'
  const operations = createOperations()
  const events = await createEvents({ db, log, now })
  // What operations on a session without an environment use; the rest of a server is not there.
  const context = { store, operations, events, log, now, legacy: places.deeds, links: { find: () => null }, rescues: { take: () => places.pass() }, onStarted: () => undefined } as unknown as SessionContext
  const operate = createOperate(context)('user')
  const id = `seed-${String(seed)}`
  const began = random() < 0.5
  await store.insert(rowWith({ id, environmentId: null, status: began ? 'running' : 'stopped' }))
  Object.assign(places.of(id), { running: began })
  const activity = createActivity({ now: () => 0 })
  activity.started(id)
  const sweep = createStopIfIdle({
    operations, activity,
    isRunning: () => store.find(id)?.status === 'running',
    stop: () => stopSession(context, id, 'stopped by sweeper'),
    wake: () => operate(id, 'start', (signal) => startSession(context, id, { signal, mode: 'resume' })),
  })
  const deeds: Record<Name, () => Promise<unknown>> = {
    start: () => operate(id, 'start', (signal) => startSession(context, id, { signal, mode: 'resume' })),
    stop: () => operate(id, 'stop', () => stopSession(context, id, 'stopped by user')),
    restart: () => operate(id, 'restart', (signal) => restartSession(context, id, signal)),
    remove: () => operate(id, 'remove', (signal) => removeSession(context, id, { signal })),
    update: () => store.update(id, { name: `name-${String(random())}`, pinned: random() < 0.5 }),
    sweep: () => sweep(id, activity.generationOf(id)),
  }
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, async (_, index) => {
    await places.pass()
    await deeds[pair[index % 2] ?? 'start']()
  }))
  const wrongs = [...places.wrongs]
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected' && !(outcome.reason instanceof Problem)) wrongs.push(`an outcome without a sentence: ${String(outcome.reason)}`)
  }
  const place = places.of(id)
  const row = store.find(id)
  if (!place.made !== (row === null)) wrongs.push(`the place is ${place.made ? 'there' : 'gone'} and the row is ${row ? row.status : 'gone'}`)
  if (row && row.status !== 'error' && place.running !== (row.status === 'running')) wrongs.push(`the place ${place.running ? 'runs' : 'does not run'} and the row says ${row.status}`)
  if (operations.current(id) !== null) wrongs.push(`${String(operations.current(id))} never ended`)
  if (!pair.includes('remove') && row === null) wrongs.push('nobody deleted it')
  await events.settled()
  store.close()
  if (row) await store.remove(id)
  return wrongs
}

test(`F28 ten at once of every pair of operations, ${String(seeds)} seeds: one at a time, one winner, rows and places agree`, { timeout: 60_000 + seeds * 50 }, async () => {
  const db = await openDb({ url: `file:${join(mkdtempSync(join(tmpdir(), 'claudework-races-')), 'test.db')}`, migrations: migrationsIn('db/migrations') })
  const failures: string[] = []
  for (let seed = 0; seed < seeds; seed++) {
    const pair = pairs[seed % pairs.length] ?? ['start', 'stop']
    for (const wrong of await race(db, { seed, pair })) failures.push(`seed ${String(seed)}, ${pair.join(' and ')}: ${wrong}`)
  }
  expect(failures.slice(0, 10)).toEqual([])
  db.close()
})
