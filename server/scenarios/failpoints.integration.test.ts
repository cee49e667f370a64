// The server is killed at every boundary between two steps of an operation. Then rows and engine agree again, with nothing doubled
// and nothing left behind.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../client/client.ts'
import { createEngineView, instanceIn } from '../../e2e/fixtures/engine.ts'
import { startGitServer, type GitServer } from '../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../e2e/fixtures/make-repository.ts'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import type { Failpoint } from '../failpoint.ts'
import { startChildServer, type ChildServer, type ChildStart } from '../testing/child-server.ts'

const engine = createEngineView()
const nothing = { containers: 0, volumes: 0, networks: 0, execs: 0 }

/** While a creation runs: whatever was made is gone afterwards, and the row says why. */
const everyInCreation: Failpoint[] = ['row inserted', 'names kept', 'image there', 'volumes made', 'helper made', 'container made', 'container kept', 'container started', 'clone whole', 'helper removed']
/** `npm run faults` takes all of them; here are those that leave most behind. */
const all = process.env['CLAUDEWORK_FAULTS'] === 'all'
const inCreation: Failpoint[] = all ? everyInCreation : ['names kept', 'container made', 'helper removed']
/** The clone is whole: it may hold work, so it is gone on with. */
const afterCreation: Failpoint[] = all ? ['clone noted', 'agent opened'] : ['agent opened']

const made = new AsyncDisposableStack()
let git: GitServer

beforeAll(async () => {
  git = made.use(await startGitServer(made.use(makeRepository({ files: 5 })), await engine.hostAddress()))
})
afterAll(() => made.disposeAsync())

/** Lets something run into the point at which a server ends, and starts one that does not. */
async function killedBy(server: ChildServer, run: () => Promise<unknown>): Promise<void> {
  const ended = server.ended()
  // Nobody answers it any more.
  void run().catch(() => undefined)
  expect(await ended).toBe('SIGKILL')
  await server.start()
}

/** From now on it ends at a point. */
async function startedAnew(server: ChildServer, point: Failpoint): Promise<void> {
  await server.kill('SIGTERM')
  await server.start(endingAt(point))
}

const endingAt = (point: Failpoint): ChildStart => ({ env: { CLAUDEWORK_FAIL_AT: point } })
const create = ({ client }: ChildServer): Promise<{ id: string }> => client.sessions.create.mutate({ name: 'Killed', repoUrl: git.url, agent: 'shell' })
const running = async (server: ChildServer): Promise<string> => {
  const { id } = await create(server)
  await sessionWhen(server.client, id, ({ status }) => status === 'running')
  return id
}
const only = async ({ client }: ChildServer): Promise<string> => {
  const sessions = await client.sessions.list.query()
  expect(sessions).toHaveLength(1)
  return sessions[0]?.id ?? ''
}
const counts = (server: ChildServer) => engine.counts(instanceIn(server.dataDir))
const one = { containers: 1, volumes: 2, networks: 0 }

// Each with a server of its own.
describe('the server is killed', { concurrent: true }, () => {
  test.for(inCreation)('F15 within a creation, at "%s": the row says so, nothing is left, and it can be made again', async (point, { expect }) => {
    await using server = await startChildServer(endingAt(point))
    await killedBy(server, () => create(server))
    const { client } = server
    const id = await only(server)
    const failed = await sessionWhen(client, id, ({ status }) => status === 'error')
    expect(failed.statusReason).toMatch(/was stopped while this session was being created/)
    await expect.poll(() => counts(server)).toEqual(nothing)
    // Once is enough of what takes long: the last point leaves most behind.
    if (point === 'helper removed') {
      await client.sessions.retry.mutate({ id })
      await sessionWhen(client, id, ({ status }) => status === 'running')
      expect(await counts(server)).toMatchObject(one)
    }
    await client.sessions.remove.mutate({ id })
    expect(await counts(server)).toEqual(nothing)
  })

  test.for(afterCreation)('F15 after a clone, at "%s": the session runs, once', async (point) => {
    await using server = await startChildServer(endingAt(point))
    await killedBy(server, () => create(server))
    const { client } = server
    const id = await only(server)
    await sessionWhen(client, id, ({ status }) => status === 'running')
    expect(await counts(server)).toMatchObject(one)
    expect(await client.terminals.list.query({ sessionId: id })).toHaveLength(1)
    await client.sessions.remove.mutate({ id })
    expect(await counts(server)).toEqual(nothing)
  })

  test.each([
    { during: 'a stop', points: all ? ['stop noted', 'place stopped'] : ['place stopped'], run: ({ sessions }, id) => sessions.stop.mutate({ id }), then: 'stopped' },
    { during: 'a start', points: all ? ['start noted', 'place started'] : ['start noted'], run: ({ sessions }, id) => sessions.start.mutate({ id }), then: 'running' },
    { during: 'making it anew', points: ['place discarded'], run: ({ sessions }, id) => sessions.recreate.mutate({ id }), then: 'running' },
  ] satisfies { during: string; points: Failpoint[]; run: (client: Client, id: string) => Promise<unknown>; then: string }[])('F15 within $during: it is gone on with', async ({ points, run, then }) => {
    await using server = await startChildServer()
    const { client } = server
    const id = await running(server)
    for (const point of points) {
      if (then === 'running') await client.sessions.stop.mutate({ id })
      else await client.sessions.start.mutate({ id })
      await startedAnew(server, point)
      await killedBy(server, () => run(client, id))
      const settled = await sessionWhen(client, id, ({ status }) => status === then)
      if (then === 'stopped') expect(settled.exit?.cause).toBe('stopped by user')
      expect(await counts(server)).toMatchObject(one)
    }
    await client.sessions.remove.mutate({ id })
  })

  test.for<Failpoint>(all ? ['removal noted', 'place removed'] : ['place removed'])('F15 within a deletion, at "%s": it is gone on with', async (point, { expect }) => {
    await using server = await startChildServer(endingAt(point))
    const { client } = server
    const id = await running(server)
    await killedBy(server, () => client.sessions.remove.mutate({ id }))
    await expect.poll(async () => (await client.sessions.list.query()).length).toBe(0)
    expect(await counts(server)).toEqual(nothing)
  })

  test.for<Failpoint>(all ? ['rescue received', 'rescue described'] : ['rescue received'])('F15 within a rescue, at "%s": no half archive is left, and nothing is deleted before there is a whole one', async (point, { expect }) => {
    await using server = await startChildServer(endingAt(point))
    const { client } = server
    const id = await running(server)
    await killedBy(server, () => client.sessions.remove.mutate({ id }))
    await expect.poll(async () => (await client.sessions.list.query()).length).toBe(0)
    const kept = (await client.rescues.list.query()).filter(({ sessionId }) => sessionId === id)
    const files = readdirSync(join(server.dataDir, 'rescues'))
    expect(kept.length).toBe(point === 'rescue described' ? 2 : 1)
    for (const { id: rescueId, bytes } of kept) expect(statSync(join(server.dataDir, 'rescues', `${rescueId}.tar`)).size).toBe(bytes)
    expect(files.toSorted()).toEqual((await client.rescues.list.query()).flatMap((rescue) => [`${rescue.id}.json`, `${rescue.id}.tar`]).toSorted())
    expect((await client.events.list.query({ sessionId: id })).map(({ actor, what, result }) => `${actor} ${what} ${result}`)).toContain('boot remove done')
    expect(await counts(server)).toEqual(nothing)
  })
})
