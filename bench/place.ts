import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '../client/client.ts'
import { createEngineView } from '../e2e/fixtures/engine.ts'
import { startGitServer } from '../e2e/fixtures/git-server.ts'
import { makeRepository } from '../e2e/fixtures/make-repository.ts'
import { createdSession } from '../e2e/fixtures/sessions.ts'

export type Place = AsyncDisposable & {
  kind: 'HOST' | 'DOCKER'
  sessionId: string
  /** The agent's terminal: a shell. */
  terminalId: string
  /** null on the host. */
  containerId: string | null
  /** Puts a file where the session's programs read it; answers its path there. */
  put(content: Buffer): Promise<string>
}

/** A session on a small repository, in the environment of a kind. */
export async function openPlace(client: Client, kind: 'HOST' | 'DOCKER'): Promise<Place> {
  const environment = (await client.environments.list.query()).find((known) => known.kind === kind)
  if (!environment) throw new Error(`there is no ${kind} environment`)
  const engine = createEngineView()
  using repository = makeRepository({ files: 3 })
  await using git = kind === 'DOCKER' ? await startGitServer(repository, await engine.hostAddress()) : null
  const session = await createdSession(client, { name: `Bench ${kind}`, repoUrl: git?.url ?? repository.url, environmentId: environment.id })
  const [terminal] = await client.terminals.list.query({ sessionId: session.id })
  if (session.status !== 'running' || !terminal) throw new Error(`the session is ${session.status}: ${session.statusReason ?? ''}`)
  const folder = mkdtempSync(join(tmpdir(), 'claudework-bench-'))
  const { containerId } = session
  return {
    kind,
    sessionId: session.id,
    terminalId: terminal.id,
    containerId,
    async put(content) {
      const name = `bench-${createHash('sha256').update(content).digest('hex').slice(0, 12)}`
      writeFileSync(join(folder, name), content, { mode: 0o644 })
      if (containerId === null) return join(folder, name)
      await engine.docker.getContainer(containerId).putArchive(execFileSync('tar', ['-C', folder, '-cf', '-', name], { maxBuffer: 64 * 1024 * 1024 }), { path: '/var/tmp' })
      return `/var/tmp/${name}`
    },
    async [Symbol.asyncDispose]() {
      await client.sessions.remove.mutate({ id: session.id })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
