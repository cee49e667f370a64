import type { Client } from '../client/client.ts'
import { createEngineView } from '../e2e/fixtures/engine.ts'
import { startGitServer } from '../e2e/fixtures/git-server.ts'
import { makeRepository } from '../e2e/fixtures/make-repository.ts'
import { createdSession, environmentOf } from '../e2e/fixtures/sessions.ts'
import { startTcpProxy } from '../e2e/fixtures/tcp-proxy.ts'
import { inTurns, roundsOf, timed } from './rounds.ts'
import { againstFloor, median, type Row } from './row.ts'
import { startBenchServer } from './server.ts'

const files = 5_000
const fileSize = 12_000
const rounds = roundsOf(3)
/** 50 Mbit/s. */
const bytesPerSecond = 50_000_000 / 8

/** The first session of a repository, which fetches all of it through a slow line, and a second one, which borrows what the first brought. */
export async function fastClone(): Promise<Row[]> {
  using repository = makeRepository({ files, fileSize })
  const address = await createEngineView().hostAddress()
  await using git = await startGitServer(repository, address)
  const port = Number(new URL(git.url).port)
  const kinds = ['DOCKER', 'HOST'] as const
  const rows: Row[] = []
  for (const kind of kinds) {
    /** Of the first so many sessions of a server, which has no mirror yet. */
    const clones = async (sessions: number): Promise<number[]> => {
      await using server = await startBenchServer()
      await using line = await startTcpProxy({ target: () => ({ host: address, port }), address, bytesPerSecond })
      const url = git.url.replace(`:${String(port)}/`, `:${String(line.port)}/`)
      const times: number[] = []
      while (times.length < sessions) times.push(await ready(server.client, kind, url))
      return times
    }
    const { both, again } = await inTurns(rounds, { both: () => clones(2), again: () => clones(1) })
    const [first, second] = [0, 1].map((index) => median(both.map((times) => times[index] ?? Number.NaN)))
    rows.push(againstFloor({ id: `clone ${kind}`, what: `second session of ${String(files)} files at 50 Mbit/s, the first`, unit: 'ms', ours: second ?? Number.NaN, floor: first ?? Number.NaN, again: median(again.flat()), target: 0.5 }))
  }
  return rows
}

async function ready(client: Client, kind: 'DOCKER' | 'HOST', repoUrl: string): Promise<number> {
  const environmentId = await environmentOf(client, kind)
  return timed(async () => {
    const { status, statusReason } = await createdSession(client, { name: 'Bench', repoUrl, environmentId })
    if (status !== 'running') throw new Error(statusReason ?? status)
  })
}
