// `npm run soak`: installs, builds, sees to an engine, then cuts, kills and operates until everything planned was done.
import { spawnSync } from 'node:child_process'
import { build, environment, install } from './prepare.mjs'
import { ensureEngine } from './provision/engine.mjs'
import { runtime } from './runtime.mjs'

install()
build()
const engine = await ensureEngine({ log: console.error, dir: process.env.CLAUDEWORK_TEST_DIR ?? '/var/tmp/claudework-test' })
try {
  const { status } = spawnSync(runtime(), ['bench/soak/main.ts', ...process.argv.slice(2)], { stdio: 'inherit', env: { ...environment(), DOCKER_HOST: engine.dockerHost } })
  process.exitCode = status ?? 1
} finally {
  await engine.stop()
}
