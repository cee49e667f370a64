import { afterAll, beforeAll, expect, test } from 'vitest'
import { runClone } from './docker-clone.ts'
import { diskInHelper } from './helper-disk.ts'
import { helperLabels } from './labels.ts'
import { createSessionImage } from './session-image.ts'
import { user } from './session-container.ts'
import { createTrial, trialSession } from './testing/trial.ts'

const mebibyte = 1024 ** 2
let trial: Awaited<ReturnType<typeof createTrial>>
let image: string

beforeAll(async () => {
  trial = await createTrial()
  image = (await createSessionImage({ engine: trial.engine, recipes: trial.recipes, wantedBase: null }).ensure({ onLine: () => undefined, signal: AbortSignal.timeout(280_000) })).id
})
afterAll(() => trial[Symbol.asyncDispose]())

/** A helper whose work is on a disk of 64 MiB. */
function helper(command: string): Promise<string> {
  return trial.engine.containers.create({
    Image: image, Entrypoint: ['/bin/sh', '-c', command], User: user, Labels: helperLabels('test', trial.signingKey),
    HostConfig: { Init: true, NetworkMode: 'none', Tmpfs: { '/workspace': 'size=64m,uid=1000' } },
  })
}

test('A60 the disk below a helper is the one that its work is on, and not known once it has ended', async () => {
  const id = await helper('sleep 60')
  expect(await diskInHelper(trial.engine, id)).toBe(null)
  await trial.engine.containers.start(id)
  expect(await diskInHelper(trial.engine, id)).toEqual({ free: 64 * mebibyte, total: 64 * mebibyte })
  await trial.engine.containers.remove(id)
  expect(await diskInHelper(trial.engine, id)).toBe(null)
})

test('A60 on an engine whose disk is nowhere here, a clone is ended before it fills it', async () => {
  const id = await helper('sleep 3; head -c 63M /dev/zero > /workspace/pack; sleep 60')
  const { place } = trialSession('https://git.example.net/endless.git')
  const cloning = runClone(trial.engine, {
    helper: id, place, stallSeconds: 60, credential: null, sshAgent: null, disk: () => Promise.resolve(null),
    hooks: { onStep: () => undefined, onLog: () => undefined }, signal: AbortSignal.timeout(50_000),
  })
  await expect(cloning).rejects.toThrow(/ended before it filled the disk/)
  expect((await trial.engine.containers.inspect(id))?.State.Running).toBe(false)
})
