import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take longest, the longest first, so that none of them is begun when the other workers are about to end. vitest remembers
 * how long each took, but not in a fresh clone, where it would go by their sizes.
 */
export const longFiles: readonly string[] = [
  'server/scenarios/engine-faults.integration.test.ts',
  'e2e/api/requirements.integration.test.ts',
  'e2e/api/life.integration.test.ts',
  'server/scenarios/agent-state.integration.test.ts',
  'server/scenarios/failpoints.integration.test.ts',
  'bench/soak/soak.integration.test.ts',
  'server/environments/adapter-contract.integration.test.ts',
  'server/scenarios/races.integration.test.ts',
  'e2e/api/server-image.integration.test.ts',
  'server/scenarios/terminal-faults.integration.test.ts',
  'scripts/binary/binary.integration.test.ts',
  'scripts/package/package.integration.test.ts',
  'server/scenarios/legacy-session.integration.test.ts',
  'cli/cli.test.ts',
  'server/scenarios/slow-line.test.ts',
  'server/scenarios/idle-session.test.ts',
  'server/scenarios/overload.test.ts',
  'server/scenarios/small-heap.test.ts',
  'bench/soak/operations/operations.integration.test.ts',
  'server/sessions/sweeper/idle-sessions.integration.test.ts',
  'cli/service/kill-mode.integration.test.ts',
  'cli/verbs.test.ts',
  'server/scenarios/host-session.test.ts',
  'server/terminal/terminal.test.ts',
]

/** Past the known ones as vitest has it. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => placeOf(one.moduleId) - placeOf(other.moduleId))
  }
}

function placeOf(file: string): number {
  const place = longFiles.findIndex((name) => file.endsWith(`/${name}`))
  return place < 0 ? longFiles.length : place
}
