import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openDb } from '../../../db/client.ts'
import { migrationsIn } from '../../../db/migration.ts'
import type { SessionContext } from '../context.ts'
import { createEvents } from '../events/events.ts'
import { createOperations } from '../operations/operations.ts'
import { createSessionStore } from '../session-store.ts'
import { rowWith } from '../testing/row.ts'
import { createUpkeep } from './upkeep.ts'

const at = '2026-01-01T00:00:00.000Z'
test('at boot what an earlier server left is gone on with, and what somebody has begun since then is left alone', async () => {
  const db = await openDb({ url: ':memory:', migrations: migrationsIn('db/migrations') })
  const log = pino({ level: 'silent' })
  const store = await createSessionStore({ db, onPersistError: (error) => { throw error } })
  const events = await createEvents({ db, log, now: () => at })
  const operations = createOperations()
  // An earlier server left the first two; the others are somebody's of now.
  await Promise.all([
    rowWith({ id: 'left-stopping', status: 'stopping' }), rowWith({ id: 'left-starting', status: 'starting' }),
    rowWith({ id: 'restarts', status: 'stopping' }), rowWith({ id: 'starts', status: 'starting' }), rowWith({ id: 'is-made', status: 'creating', cloned: false }),
  ].map((row) => store.insert(row)))
  const ended = Promise.withResolvers<undefined>()
  const begun = [operations.run('restarts', 'restart', () => ended.promise), operations.run('starts', 'start', () => ended.promise), operations.run('is-made', 'create', () => ended.promise)]
  // No adapter is asked for anything here.
  const context = {
    store, events, operations, log, now: () => at,
    registry: { all: () => [] }, environments: { all: () => [], onReadiness: () => () => undefined }, legacy: { onChange: () => () => undefined },
  } as unknown as SessionContext
  const goneOnWith: string[] = []
  const note = (what: string) => (id: string): Promise<void> => {
    goneOnWith.push(`${what} ${id}`)
    return Promise.resolve()
  }
  const upkeep = createUpkeep({ context, reconcile: note('reconcile'), resumeRemoval: note('remove'), resumeStop: note('stop'), resume: note('start') })
  await upkeep.boot()
  expect(goneOnWith.toSorted()).toEqual(['start left-starting', 'stop left-stopping'])
  expect(store.get('is-made').status).toBe('creating')
  ended.resolve(undefined)
  await Promise.all(begun)
  upkeep.stop()
  await events.settled()
  store.close()
  db.close()
})
