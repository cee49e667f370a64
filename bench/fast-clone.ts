import type { Client } from '../client/client.ts'
import { createEngineView } from '../e2e/fixtures/engine.ts'
import { startGitServer } from '../e2e/fixtures/git-server.ts'
import { makeRepository } from '../e2e/fixtures/make-repository.ts'
import { createdSession, environmentOf } from '../e2e/fixtures/sessions.ts'
import { startTcpProxy } from '../e2e/fixtures/tcp-proxy.ts'
import { roundsOf } from './rounds.ts'
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
    const first: number[] = []
    const second: number[] = []
    const again: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      // A server of its own has no mirror yet.
      for (const [floor, ours] of [[first, second], [again, null]] as const) {
        await using server = await startBenchServer()
        await using line = await startTcpProxy({ target: () => ({ host: address, port }), address, bytesPerSecond })
        const url = git.url.replace(`:${String(port)}/`, `:${String(line.port)}/`)
        floor.push(await ready(server.client, kind, url))
        ours?.push(await ready(server.client, kind, url))
      }
    }
    rows.push(againstFloor({ id: `clone ${kind}`, what: `second session of ${String(files)} files at 50 Mbit/s, the first`, unit: 'ms', ours: median(second), floor: median(first), again: median(again), target: 0.5 }))
  }
  return rows
}

async function ready(client: Client, kind: 'DOCKER' | 'HOST', repoUrl: string): Promise<number> {
  const environmentId = await environmentOf(client, kind)
  const begun = performance.now()
  const { status, statusReason } = await createdSession(client, { name: 'Bench', repoUrl, environmentId })
  if (status !== 'running') throw new Error(statusReason ?? status)
  return performance.now() - begun
}
