// Ten of two operations at once on sessions of a real engine, at moments that a seed says. `npm run faults -- --long 10 F28` takes ten seeds.
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiErrorOf } from '../../client/client.ts'
import { instanceIn } from '../../e2e/fixtures/engine.ts'
import { runningSession, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import type { Session } from '../sessions/session.ts'
import { startDockerServer, type DockerServer } from '../testing/docker-server.ts'
import type { TestServer } from '../testing/test-server.ts'

type Name = 'start' | 'stop' | 'restart' | 'remove' | 'update' | 'sweep'

/** The shortest there is; half a tick before its end there is notice of it. */
const idleMinutes = 0.1
const spreadMs = 400
const lasting = ['start', 'stop', 'restart', 'update'] as const

const made = new AsyncDisposableStack()
const seed = Number(process.env['CLAUDEWORK_SEED'] ?? 1)
let state = seed >>> 0
let engine: DockerServer['engine']
let server: TestServer
let repoUrl: string

beforeAll(async () => {
  ({ server, engine, repoUrl } = made.use(await startDockerServer()))
})
afterAll(() => made.disposeAsync())

const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32

const settled = (id: string): Promise<Session> => sessionWhen(server.client, id, ({ status }) => status === 'running' || status === 'stopped' || status === 'error')

/** Whether the engine runs each container of a session, by a bystander's count. */
async function containersOf(id: string): Promise<boolean[]> {
  const all = await engine.docker.listContainers({ all: true, filters: { label: [`claudework.session=${id}`] } })
  return all.map(({ State }) => State === 'running')
}

function deed(name: Exclude<Name, 'sweep'>, id: string): Promise<unknown> {
  const { sessions } = server.client
  switch (name) {
    case 'start': return sessions.start.mutate({ id })
    case 'stop': return sessions.stop.mutate({ id })
    case 'restart': return sessions.restart.mutate({ id })
    case 'remove': return sessions.remove.mutate({ id })
    case 'update': return sessions.update.mutate({ id, name: `name-${String(random())}` })
  }
}

/** Ten at once; the sweeper comes when it finds the session idle, so the others come around that moment. Answers what must not be. */
async function race(id: string, pair: readonly [Name, Name]): Promise<string[]> {
  const about = pair.join(' and ')
  const sweeps = pair.includes('sweep')
  if (sweeps) {
    await server.client.sessions.update.mutate({ id, idleTimeoutMinutes: idleMinutes })
    if ((await settled(id)).status === 'stopped') await server.client.sessions.start.mutate({ id })
    await sessionWhen(server.client, id, ({ stopNotice }) => stopNotice)
  }
  const calls = Array.from({ length: 10 }, (_, index) => pair[index % 2] ?? 'start').filter((name) => name !== 'sweep')
  const outcomes = await Promise.allSettled(calls.map(async (name) => {
    await delay(random() * (sweeps ? 1_500 : spreadMs))
    await deed(name, id)
  }))
  const wrongs = outcomes.flatMap((outcome) => {
    if (outcome.status === 'fulfilled') return []
    const code = apiErrorOf(outcome.reason)?.code
    return code !== undefined && ['CONFLICT', 'PRECONDITION_FAILED', 'NOT_FOUND', 'CLIENT_CLOSED_REQUEST'].includes(code) ? [] : [`${about}: ${String(outcome.reason)}`]
  })
  if (pair.includes('remove')) {
    const rows = await server.client.sessions.list.query()
    if (rows.some((row) => row.id === id)) wrongs.push(`${about}: it is still there`)
    const rescues = (await server.client.rescues.list.query()).filter(({ sessionId }) => sessionId === id)
    if (rescues.length !== 1) wrongs.push(`${about}: rescued ${String(rescues.length)} times`)
    if ((await containersOf(id)).length > 0) wrongs.push(`${about}: its container is still there`)
    return wrongs
  }
  if (sweeps) {
    if (about === 'sweep and sweep') await sessionWhen(server.client, id, ({ exit }) => exit?.cause === 'stopped by sweeper')
    // The next race is not the sweeper's.
    await server.client.sessions.update.mutate({ id, idleTimeoutMinutes: null })
  }
  const { status, statusReason } = await settled(id)
  const containers = await containersOf(id)
  if (status === 'error' || containers.length !== 1 || containers[0] !== (status === 'running')) wrongs.push(`${about}: the row says ${status} (${statusReason ?? ''}), containers run: ${JSON.stringify(containers)}`)
  return wrongs
}

test(`F28 ten at once of every pair of operations on a real engine, seed ${String(seed)}: one winner, and rows and engine agree`, { timeout: 180_000 }, async () => {
  const [toRemove = '', ...ids] = await Promise.all(Array.from({ length: 6 }, async (_, index) => (await runningSession(server.client, 'DOCKER', { name: `Race ${String(index)}`, repoUrl })).id))
  const sweeping = await Promise.all([
    race(toRemove, ['remove', 'sweep']),
    race(ids[0] ?? '', ['sweep', 'sweep']),
    ...lasting.map((name, index) => race(ids[index + 1] ?? '', [name, 'sweep'])),
  ])
  const pairs = lasting.flatMap((one, index) => lasting.slice(index).map((other): [Name, Name] => [one, other]))
  const lastingOnes = await Promise.all(ids.map(async (id, index) => {
    const wrongs: string[] = []
    for (const pair of pairs.filter((_, at) => at % ids.length === index)) wrongs.push(...await race(id, pair))
    return wrongs
  }))
  const removing = await Promise.all(([...lasting, 'remove'] as const).map((name, index) => race(ids[index] ?? '', [name, 'remove'])))
  expect([...sweeping, ...lastingOnes, ...removing].flat()).toEqual([])
  expect(await engine.counts(instanceIn(server.dataDir))).toEqual({ containers: 0, volumes: 0, networks: 0, execs: 0 })
})
