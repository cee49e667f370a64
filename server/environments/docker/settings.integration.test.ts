import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startGitServer, type GitServer } from '../../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../../e2e/fixtures/make-repository.ts'
import type { Place } from '../adapter.ts'
import { madeDockerState } from './docker-state.ts'
import { linkTo, run } from './testing/shell.ts'
import { createdSession, createTrial, hostAddress, trialSession } from './testing/trial.ts'

const made = new AsyncDisposableStack()
let trial: Awaited<ReturnType<typeof createTrial>>
let git: GitServer

beforeAll(async () => {
  trial = made.use(await createTrial())
  const repository = made.use(makeRepository({ files: 3 }))
  git = made.use(await startGitServer(repository, await hostAddress(trial.engine)))
})
afterEach(() => trial.clear())
afterAll(() => made.disposeAsync())

async function inSession(place: Place, command: string): Promise<string> {
  const link = linkTo(trial.adapter, place)
  await link.ready(AbortSignal.timeout(20_000))
  const said = await run(trial.adapter, { link, place }, command)
  link.dispose()
  return said
}

test('settings that change reach a session at its next start, or when its container is made again, and never before', async () => {
  const config = { memoryMiB: 512, pids: 300, env: { FLAVOUR: 'vanilla' } }
  const session = trialSession(git.url, { config })
  const place = await createdSession(trial.adapter, session)
  expect(trial.adapter.pending(place)).toEqual([])
  const dockerfile = 'FROM claudework-session\nUSER root\nRUN echo from the Dockerfile > /etc/made\nUSER node\n'
  const changed = (): Place => ({ ...session.now(), environment: { ...place.environment, config: { ...config, memoryMiB: 640, env: { FLAVOUR: 'mint' }, dockerfile, idleTimeoutMinutes: 5 } } })
  const settings = (): string[] => trial.adapter.pending(changed()).map(({ setting, applies }) => `${setting}: ${applies}`)
  expect(settings()).toEqual(['memoryMiB: next start', 'env: next start', 'dockerfile: recreate'])
  expect(await inSession(changed(), 'echo $FLAVOUR')).toBe('vanilla')

  await trial.adapter.stop(changed(), 'stopped by user')
  await trial.adapter.start(changed(), session.hooks)
  expect(settings()).toEqual(['dockerfile: recreate'])
  const container = await trial.engine.containers.inspect(madeDockerState(session.now()).containerId)
  expect(container?.HostConfig).toMatchObject({ Memory: 640 * 1024 ** 2, MemorySwap: 640 * 1024 ** 2, PidsLimit: 300 })
  expect(await inSession(changed(), 'echo $FLAVOUR; cat /etc/made 2>/dev/null || echo old image; echo kept > kept')).toBe('mint\nold image')

  await trial.engine.containers.remove(madeDockerState(session.now()).containerId)
  await trial.adapter.start(changed(), session.hooks)
  expect(settings()).toEqual([])
  expect(await inSession(changed(), 'cat /etc/made kept')).toBe('from the Dockerfile\nkept')
  await trial.adapter.remove(changed())
})

test('a Dockerfile that does not build is said with its last word, and nothing is left', async () => {
  const session = trialSession(git.url, { config: { dockerfile: 'FROM claudework-session\nRUN echo no such luck >&2; exit 7\n' } })
  await expect(trial.adapter.create(session.place, session.hooks)).rejects.toThrow(/build an image.*7/)
  expect(session.log).toEqual(expect.arrayContaining([expect.stringMatching(/no such luck/)]))
  expect(await trial.owned()).toEqual([])
})
