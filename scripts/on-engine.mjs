// Plain JavaScript that Node 20 can run: a program of ours beside an engine, all that it needs made before.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
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
      process.exitCode = await run([program, ...argv], env)
    }
  } finally {
    await engine.stop()
  }
}

/** In a process group of its own: a Ctrl-C is told to the program alone, which takes away what it has made with what it has started. */
async function run(argv, env) {
  const child = spawn(runtime(), argv, { stdio: 'inherit', env, detached: true })
  const tell = () => child.kill('SIGTERM')
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, tell)
  const [code] = await once(child, 'exit')
  for (const signal of signals) process.off(signal, tell)
  return code ?? 1
}
