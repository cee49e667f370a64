import { join, resolve } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb } from '../../db/client.ts'
import { migrationsIn } from '../../db/migration.ts'
import { sessions } from '../../db/schema.ts'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { endSupervisor } from '../environments/host/host-supervisor.ts'
import { startHostServer, type HostServer } from '../testing/host-server.ts'

let server: HostServer
beforeAll(async () => { server = await startHostServer() })
afterAll(async () => { await server[Symbol.asyncDispose]() })

const running = async (name: string): Promise<string> => (await server.running(name)).id

/** As a restart of the machine leaves it: no process is left, and the row was last written before. */
async function powerCut(ids: string[]): Promise<void> {
  for (const id of ids) await endSupervisor(null, id)
  const db = await openDb({ url: `file:${join(server.dataDir, 'claudework.db')}`, migrations: migrationsIn(resolve('db/migrations')) })
  for (const id of ids) await db.write((rows) => rows.update(sessions).set({ statusCheckedAt: '2001-02-03T04:05:06.000Z' }).where(eq(sessions.id, id)))
  db.close()
}

test('after a restart of the machine one call starts all that ran, and nothing that was stopped', async () => {
  const ran = await Promise.all([running('One'), running('Two'), running('Three')])
  const [stopped, killed] = await Promise.all([running('Stopped before'), running('Killed since')])
  await server.client.sessions.stop.mutate({ id: stopped })
  await server.restart(async () => {
    await endSupervisor(null, killed)
    await powerCut(ran)
  })
  for (const id of ran) {
    const session = await sessionWhen(server.client, id, ({ status }) => status === 'stopped')
    expect(session).toMatchObject({ statusReason: 'Stopped by a restart of the machine', exit: { cause: 'stopped by engine' } })
  }
  await sessionWhen(server.client, killed, ({ exit }) => exit?.cause === 'stopped from outside')
  expect(await server.client.sessions.startAll.mutate({ ids: [ran[0], stopped] })).toEqual({ started: [ran[0]], failed: [] })
  const { started, failed } = await server.client.sessions.startAll.mutate()
  expect(started.toSorted()).toEqual(ran.slice(1).toSorted())
  expect(failed).toEqual([])
  const list = await server.client.sessions.list.query()
  expect(list.filter(({ status }) => status === 'running').map(({ id }) => id).toSorted()).toEqual(ran.toSorted())
  expect(await server.client.sessions.startAll.mutate({})).toEqual({ started: [], failed: [] })
})

test('a session on this machine says what it uses, live and stopped', async () => {
  const id = await running('Uses')
  const live = await server.client.sessions.stats.query({ id })
  expect(live).toMatchObject({ reached: [], at: expect.stringMatching(/Z$/) as unknown })
  expect(live.memory).toBeGreaterThan(10 * 1024 ** 2)
  expect(live.disk).toBeGreaterThan(0)
  expect(live.cpuPercent).toBeGreaterThanOrEqual(0)
  await server.client.sessions.stop.mutate({ id })
  expect(await server.client.sessions.stats.query({ id })).toMatchObject({ cpuPercent: 0, memory: 0 })
  const health = await server.client.health.get.query()
  expect(health).toMatchObject({ disk: { engine: null }, machine: { cpus: expect.any(Number) as unknown } })
})
