import { expect, test } from 'vitest'
import { soakExits } from './exits.ts'
import { soak } from './soak.ts'

const seed = Number(process.env['CLAUDEWORK_SEED'] ?? 1)
// `npm run faults` cuts and kills as often as `npm run soak`.
const whole = process.env['CLAUDEWORK_SOAK'] === 'whole'
const about = whole
  ? { seed, viewers: 50, cuts: 10_000, bytes: 1_000_000_000, kills: 200, minutes: 20 }
  : { seed, viewers: 24, cuts: 200, bytes: 5_000_000, kills: 10, minutes: 2 }

test('F01 F11: nothing is lost or doubled over cut connections and a killed server, in HOST and DOCKER', { timeout: (about.minutes + 1) * 60_000 }, async () => {
  const report = await soak(about)
  expect(report).toMatchObject({ lost: 0, doubled: 0, changed: 0, skips: 0, firstFault: null, kills: about.kills, foundAgain: about.kills, ok: true })
})

// Over all its seeds it ends as many programs, too.
const exits = whole ? { exits: 50, minutes: 10 } : { exits: 6, minutes: 3 }

test('F36: the last bytes of a program come before its exit is told, in HOST and DOCKER', { timeout: (exits.minutes + 1) * 60_000 }, async () => {
  expect(await soakExits(exits)).toMatchObject({ exact: exits.exits, firstFault: null, ok: true })
})
