import { defineConfig } from 'playwright/test'
import { ensureChromium } from './scripts/provision/chromium.mjs'

/** End-to-end tests: the production bundle, a real Chromium, a real engine. One worker: another one's containers make Chromium drop a page's requests. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // As scripts/test.mjs does for all others; what needed it is named in the summary.
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: process.env['CLAUDEWORK_E2E_JSON'] ? [['list'], ['json', { outputFile: process.env['CLAUDEWORK_E2E_JSON'] }]] : [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    // The pages as they were are in it; a film of them takes a fifth of all that a test takes, also of one that passes.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: ensureChromium(),
      args: [
        // Chromium's sandbox refuses to run as root, which is what a container or CI machine often is.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
})
