import { expect, test, vi } from 'vitest'
import { startGitServer } from '../../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../../e2e/fixtures/make-repository.ts'
import { linkTo, spawnIn } from './testing/shell.ts'
import { createdSession, createTrial, hostAddress, trialSession } from './testing/trial.ts'

test('a session says what it uses, and which of its limits holds it back', async () => {
  await using trial = await createTrial()
  using repository = makeRepository()
  await using git = await startGitServer(repository, await hostAddress(trial.engine))
  const session = trialSession(git.url, { config: { memoryMiB: 512, cpus: 0.2, pids: 64 } })
  const place = await createdSession(trial.adapter, session)
  const link = linkTo(trial.adapter, place)
  await link.ready(AbortSignal.timeout(30_000))

  const calm = await trial.adapter.usage(place)
  expect(calm).toMatchObject({ memoryLimit: 512 * 1024 ** 2 })
  expect(calm.memory).toBeGreaterThan(5 * 1024 ** 2)
  expect(calm.disk).toBeGreaterThan(1_000)

  await spawnIn(trial.adapter, { link, place }, ['/bin/sh', '-c', 'while :; do :; done'])
  await spawnIn(trial.adapter, { link, place }, ['/bin/sh', '-c', '(for i in $(seq 200); do sleep 300 & done); read forever'])
  await vi.waitFor(async () => {
    const { reached } = await trial.adapter.usage(place)
    expect(reached.map(({ limit }) => limit)).toEqual(expect.arrayContaining(['processes', 'CPU']))
    expect(reached.find(({ limit }) => limit === 'processes')?.message).toMatch(/as many processes as it may \(64\)/)
  }, { interval: 500 })

  link.dispose()
  await trial.adapter.stop(place, 'stopped by user')
  expect(await trial.adapter.usage(place)).toMatchObject({ cpuPercent: 0, memory: 0, reached: [] })
})
