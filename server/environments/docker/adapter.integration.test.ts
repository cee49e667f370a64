import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { madeDockerState } from './docker-state.ts'
import { createGitTrial, type GitTrial } from './testing/git-trial.ts'
import { linkTo, run } from './testing/shell.ts'
import { createdSession, trialSession } from './testing/trial.ts'

let trial: GitTrial
beforeAll(async () => { trial = await createGitTrial({ env: { ANTHROPIC_API_KEY: 'canary-5f1c' }, files: 5 }) })
afterEach(() => trial.clear())
afterAll(() => trial[Symbol.asyncDispose]())

test('a session owns its container and two volumes, and shows the names of what holds its work', async () => {
  const session = trialSession(trial.git.url)
  const place = await createdSession(trial.adapter, session)
  expect(session.steps.filter(({ state }) => state === 'done').map(({ name }) => name).sort()).toEqual(['clone', 'container', 'image', 'volumes'])
  expect(await trial.owned()).toEqual(['', '-state', '-work'].map((part) => `claudework-${place.sessionId}${part}`))
  expect(trial.adapter.describe(place.state).volumeName).toBe(`claudework-${place.sessionId}-work`)
  await trial.adapter.stop(place, 'stopped by user')
  expect(await trial.adapter.poll(place)).toMatchObject({ place: 'stopped', exit: { cause: 'stopped by user', code: 0 } })
  await trial.adapter.remove(place)
})

test('A66 a credential of the server is in the process and nowhere on the engine', async () => {
  const place = await createdSession(trial.adapter, trialSession(trial.git.url))
  const link = linkTo(trial.adapter, place)
  await link.ready(AbortSignal.timeout(30_000))
  expect(await run(trial.adapter, { link, place }, 'echo $ANTHROPIC_API_KEY')).toBe('canary-5f1c')
  const container = await trial.engine.containers.inspect(madeDockerState(place).containerId)
  expect(JSON.stringify(container)).not.toContain('canary-5f1c')
  link.dispose()
  await trial.adapter.remove(place)
})
