import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startGitServer, type GitServer } from '../../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../../e2e/fixtures/make-repository.ts'
import { madeDockerState } from './docker-state.ts'
import { linkTo, run } from './testing/shell.ts'
import { createdSession, createTrial, hostAddress, trialSession } from './testing/trial.ts'

const made = new AsyncDisposableStack()
let trial: Awaited<ReturnType<typeof createTrial>>
let git: GitServer

beforeAll(async () => {
  trial = made.use(await createTrial({ ANTHROPIC_API_KEY: 'canary-5f1c' }))
  git = made.use(await startGitServer(made.use(makeRepository({ files: 5 })), await hostAddress(trial.engine)))
})
afterEach(() => trial.clear())
afterAll(() => made.disposeAsync())

test('a session owns its container and two volumes, and shows the names of what holds its work', async () => {
  const session = trialSession(git.url)
  const place = await createdSession(trial.adapter, session)
  expect(session.steps.filter(({ state }) => state === 'done').map(({ name }) => name).sort()).toEqual(['clone', 'container', 'image', 'volumes'])
  expect(await trial.owned()).toEqual(['', '-state', '-work'].map((part) => `claudework-${place.sessionId}${part}`))
  expect(trial.adapter.describe(place.state).volumeName).toBe(`claudework-${place.sessionId}-work`)
  await trial.adapter.stop(place, 'stopped by user')
  expect(await trial.adapter.poll(place)).toMatchObject({ place: 'stopped', exit: { cause: 'stopped by user', code: 0 } })
  await trial.adapter.remove(place)
})

test('A66 a credential of the server is in the process and nowhere on the engine', async () => {
  const place = await createdSession(trial.adapter, trialSession(git.url))
  const link = linkTo(trial.adapter, place)
  await link.ready(AbortSignal.timeout(20_000))
  expect(await run(trial.adapter, { link, place }, 'echo $ANTHROPIC_API_KEY')).toBe('canary-5f1c')
  const container = await trial.engine.containers.inspect(madeDockerState(place).containerId)
  expect(JSON.stringify(container)).not.toContain('canary-5f1c')
  link.dispose()
  await trial.adapter.remove(place)
})
