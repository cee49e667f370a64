import { expect, test } from 'vitest'
import { soakOperations } from './operations.ts'

test('I5 I6: whatever happens to sessions, and all of it at once, nothing is lost and nothing is left behind', { timeout: 180_000 }, async () => {
  const report = await soakOperations({ seed: Number(process.env['CLAUDEWORK_SEED'] ?? 1), operations: 25, rounds: 1, serverKills: 0, sessions: 5 })
  expect(report).toMatchObject({ lost: [], orphans: [], faults: [], leakedFds: 0, leakedLoops: 0, ok: true })
  expect(report.marks).toBeGreaterThan(0)
})
