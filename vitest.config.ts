import { defineConfig } from 'vitest/config'
import { LongFirst } from './scripts/vitest/long-first.ts'

const skipped = ['node_modules/**', 'dist/**', 'build/**', 'e2e/**/*.spec.ts']

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Of tests that wait more than they work, in the files that say so.
    maxConcurrency: 3,
    sequence: { sequencer: LongFirst },
    globalSetup: ['scripts/vitest/global-setup.ts'],
    setupFiles: ['scripts/vitest/fail-on-console-error.ts', 'scripts/vitest/disposable-stack.ts'],
    // Whatever is waited for comes at once or, on a busy machine, some seconds later.
    expect: { poll: { timeout: 30_000 } },
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...skipped, '**/*.integration.test.ts'],
          testTimeout: 60_000,
          // Sessions are removed in them, each with its rescue.
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: skipped,
          // Images are built and containers started in these.
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
