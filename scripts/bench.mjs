// `npm run bench`: installs, builds, sees to an engine, then measures.
import { spawnSync } from 'node:child_process'
import { build, environment, install } from './prepare.mjs'
import { ensureEngine } from './provision/engine.mjs'
import { runtime } from './runtime.mjs'

install()
build()
const engine = await ensureEngine({ log: console.error, dir: process.env.CLAUDEWORK_TEST_DIR ?? '/var/tmp/claudework-test' })
try {
  const { status } = spawnSync(runtime(), ['bench/main.ts', ...process.argv.slice(2)], { stdio: 'inherit', env: { ...environment(), DOCKER_HOST: engine.dockerHost } })
  process.exitCode = status ?? 1
} finally {
  await engine.stop()
}
