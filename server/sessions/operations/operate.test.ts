import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openDb } from '../../../db/client.ts'
import { migrationsIn } from '../../../db/migration.ts'
import { createEvents } from '../events/events.ts'
import { createOperate } from './operate.ts'
import { createOperations } from './operations.ts'
import { createSessionStore } from '../session-store.ts'
import { rowWith } from '../testing/row.ts'

test('who sees that a session runs may restart it, though the end of its creation is still being written down', async () => {
  const db = await openDb({ url: ':memory:', migrations: migrationsIn('db/migrations') })
  const store = await createSessionStore({ db, onPersistError: (error) => { throw error } })
  const events = await createEvents({ db, log: pino({ level: 'silent' }), now: () => '2026-01-01T00:00:00.000Z' })
  const operations = createOperations()
  const operate = createOperate({ store, operations, events })('user')
  await store.insert(rowWith({ id: 's', status: 'creating' }))
  const written = Promise.withResolvers<undefined>()
  const done: string[] = []
  const creation = operate('s', 'create', async () => {
    await written.promise
    done.push('created')
  })
  const restart = (): Promise<void> => operate('s', 'restart', () => {
    done.push('restarted')
    return Promise.resolve()
  })
  await expect(restart()).rejects.toThrow('This session is being created; try again when that has ended.')
  store.show('s', { status: 'running', cloned: true })
  const restarted = restart()
  written.resolve(undefined)
  await Promise.all([creation, restarted])
  expect(done).toEqual(['created', 'restarted'])
  await events.settled()
  store.close()
  db.close()
})
