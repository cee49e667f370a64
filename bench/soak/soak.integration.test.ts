import { expect, test } from 'vitest'
import { soak } from './soak.ts'

test('F01 F11: nothing is lost or doubled over cut connections and a killed server, in HOST and DOCKER', { timeout: 180_000 }, async () => {
  const report = await soak({ seed: 1, viewers: 24, cuts: 200, bytes: 5_000_000, kills: 10, minutes: 2 })
  expect(report).toMatchObject({ lost: 0, doubled: 0, changed: 0, skips: 0, firstFault: null, kills: 10, foundAgain: 10, ok: true })
})
