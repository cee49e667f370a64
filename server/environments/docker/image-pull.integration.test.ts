import { afterAll, beforeAll, expect, test } from 'vitest'
import { startImageRegistry, type ImageRegistry } from '../../../e2e/fixtures/image-registry.ts'
import { createGitTrial, type GitTrial } from './testing/git-trial.ts'
import { trialSession, type TrialSession } from './testing/trial.ts'

const made = new AsyncDisposableStack()
let trial: GitTrial
let registry: ImageRegistry
beforeAll(async () => {
  trial = made.use(await createGitTrial({ files: 3 }))
  registry = made.use(await startImageRegistry())
  made.defer(() => trial.engine.images.untag(registry.image))
})
afterAll(() => made.disposeAsync())

const sessionOf = (image: string): TrialSession => trialSession(trial.git.url, { config: { image } })

test('F31 an image that is not there, stalls or comes broken is said, called off and leaves nothing; mended, it is pulled', async () => {
  const absent = sessionOf(registry.image.replace('pulled', 'absent'))
  await expect(trial.adapter.create(absent.place, absent.hooks)).rejects.toThrow(/pull the image 127\.0\.0\.1:\d+\/absent:1: .*(?:not found|unknown)/)
  expect(await trial.owned()).toEqual([])

  registry.setMode('stalls')
  const stalled = sessionOf(registry.image)
  const asked = registry.layerAsked()
  const creating = trial.adapter.create(stalled.place, stalled.hooks)
  const cancelled = expect(creating).rejects.toMatchObject({ kind: 'cancelled' })
  await asked
  await expect.poll(() => stalled.log.join('\n')).toMatch(/Pulling 127\.0\.0\.1:\d+\/pulled:1[^]*Pulling fs layer/)
  expect(stalled.steps.at(-1)).toMatchObject({ name: 'image', state: 'running' })
  stalled.cancel()
  await cancelled
  expect(await trial.owned()).toEqual([])
  expect(await trial.engine.images.inspect(registry.image)).toBeNull()

  registry.setMode('corrupt')
  const broken = sessionOf(registry.image)
  await expect(trial.adapter.create(broken.place, broken.hooks)).rejects.toThrow(/could not pull the image .*verification failed/)
  expect(await trial.owned()).toEqual([])

  registry.setMode('ok')
  const whole = sessionOf(registry.image)
  await trial.adapter.create(whole.place, whole.hooks)
  expect(await trial.adapter.poll(whole.now())).toMatchObject({ place: 'running' })
  await trial.adapter.remove(whole.now())
})
