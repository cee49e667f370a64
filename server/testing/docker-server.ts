import { createEngineView, instanceIn, type EngineView } from '../../e2e/fixtures/engine.ts'
import { startGitServer } from '../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../e2e/fixtures/make-repository.ts'
import { startTestServer, type TestServer } from './test-server.ts'

export type DockerServer = AsyncDisposable & {
  server: TestServer
  /** The engine as a bystander sees it, whatever the way is by which the server reaches it. */
  engine: EngineView
  /** Of a small repository that containers reach. */
  repoUrl: string
}

/** A server on the engine that there is, and a repository for its sessions there. Takes everything of its own away again. */
export async function startDockerServer(overrides: Record<string, string> = {}): Promise<DockerServer> {
  const made = new AsyncDisposableStack()
  const engine = createEngineView()
  const { url: repoUrl } = made.use(await startGitServer(made.use(makeRepository({ files: 5 })), await engine.hostAddress()))
  const server = made.use(await startTestServer(overrides))
  // Last made, first gone: what is left is looked for while the data directory can still tell whose it is.
  made.defer(() => engine.clear(instanceIn(server.dataDir)))
  return { server, engine, repoUrl, [Symbol.asyncDispose]: () => made.disposeAsync() }
}
