// Plain JavaScript that Node 20 can run: a program of ours beside an engine, all that it needs made before.
import { spawnSync } from 'node:child_process'
import { build, environment, install } from './prepare.mjs'
import { ensureEngine } from './provision/engine.mjs'
import { runtime } from './runtime.mjs'

/** Runs programs one after the other, the last with this command's own arguments and its exit code for ours. @param {string[]} programs */
export async function runOnEngine(...programs) {
  install()
  build()
  const engine = await ensureEngine({ log: console.error, dir: process.env.CLAUDEWORK_TEST_DIR ?? '/var/tmp/claudework-test' })
  const env = { ...environment(), DOCKER_HOST: engine.dockerHost }
  try {
    for (const [index, program] of programs.entries()) {
      const argv = index === programs.length - 1 ? process.argv.slice(2) : []
      const { status } = spawnSync(runtime(), [program, ...argv], { stdio: 'inherit', env })
      process.exitCode = status ?? 1
    }
  } finally {
    await engine.stop()
  }
}
