// `npm run faults`: installs, builds, sees to an engine, then lets every known fault happen many times over.
import { spawnSync } from 'node:child_process'
import { build, environment, install } from './prepare.mjs'
import { ensureEngine } from './provision/engine.mjs'
import { runtime } from './runtime.mjs'

install()
build()
const engine = await ensureEngine({ log: console.error, dir: process.env.CLAUDEWORK_TEST_DIR ?? '/var/tmp/claudework-test' })
const env = { ...environment(), DOCKER_HOST: engine.dockerHost }
try {
  spawnSync(runtime(), ['scripts/provision/session-image.ts'], { stdio: 'inherit', env })
  const { status } = spawnSync(runtime(), ['scripts/faults/main.ts', ...process.argv.slice(2)], { stdio: 'inherit', env })
  process.exitCode = status ?? 1
} finally {
  await engine.stop()
}
