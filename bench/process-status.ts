import type { Client } from '../client/client.ts'
import { makeRepository } from '../e2e/fixtures/make-repository.ts'
import { createdSession, environmentOf } from '../e2e/fixtures/sessions.ts'
import { openPlace } from './place.ts'
import { inTurns, roundsOf } from './rounds.ts'
import { alone, percentile, type Row } from './row.ts'
import { startBenchServer } from './server.ts'

const sessions = 100
/** Of them; the rest is stopped, as most sessions of a person are. */
const running = 10
const rounds = roundsOf(20)
const atOnce = 4

/** `process.status` by a client, one question after the other, over all sessions of an installation: 9 of HOST and one of DOCKER run. */
export async function processStatus(): Promise<Row[]> {
  await using server = await startBenchServer()
  const { client } = server
  using repository = makeRepository({ files: 3 })
  await using place = await openPlace(client, 'DOCKER')
  const ids = [place.sessionId, ...await hostSessions(client, repository.url)]
  const asked = (await inTurns(rounds, { all: () => askedOfEach(client, ids) })).all.flat()
  const alive = asked.flatMap(({ runs, ms }) => (runs ? [ms] : []))
  if (alive.length !== running * rounds) throw new Error(`${String(alive.length / rounds)} sessions were said to run, not ${String(running)}`)
  const row = (id: string, what: string, ours: number): Row => alone({ id, what: `process.status with ${String(sessions)} sessions, ${what}`, unit: 'ms', ours, target: 5 })
  return [
    row('status', 'p50 of all', percentile(asked.map(({ ms }) => ms), 0.5)),
    row('status run', `p50 of the ${String(running)} that run`, percentile(alive, 0.5)),
  ]
}

async function askedOfEach(client: Client, ids: readonly string[]): Promise<{ runs: boolean; ms: number }[]> {
  const asked: { runs: boolean; ms: number }[] = []
  for (const sessionId of ids) {
    const begun = performance.now()
    const { running: runs } = await client.process.status.query({ sessionId })
    asked.push({ runs: runs === true, ms: performance.now() - begun })
  }
  return asked
}

async function hostSessions(client: Client, repoUrl: string): Promise<string[]> {
  const environmentId = await environmentOf(client, 'HOST')
  const ids: string[] = []
  const left = Array.from({ length: sessions - 1 }, (_, index) => index)
  const makeSome = async (): Promise<void> => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) {
      const { id, status, statusReason } = await createdSession(client, { name: `Bench ${String(index)}`, repoUrl, environmentId })
      if (status !== 'running') throw new Error(`a session is ${status}: ${statusReason ?? ''}`)
      if (index >= running - 1) await client.sessions.stop.mutate({ id })
      ids.push(id)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, makeSome))
  return ids
}
