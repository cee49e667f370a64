import { startGitServer, type GitServer } from '../../../../e2e/fixtures/git-server.ts'
import { makeRepository, type Repository } from '../../../../e2e/fixtures/make-repository.ts'
import { createTrial, hostAddress } from './trial.ts'

export type GitTrial = Awaited<ReturnType<typeof createTrial>> & { repository: Repository; git: GitServer }

/** A trial with a repository and a git server that its sessions reach. */
export async function createGitTrial({ env, ...about }: { env?: Record<string, string> } & Parameters<typeof makeRepository>[0] = {}): Promise<GitTrial> {
  const made = new AsyncDisposableStack()
  const trial = made.use(await createTrial(env))
  const repository = made.use(makeRepository(about))
  const git = made.use(await startGitServer(repository, await hostAddress(trial.engine)))
  return { ...trial, repository, git, [Symbol.asyncDispose]: () => made.disposeAsync() }
}
