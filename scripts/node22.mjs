// `npm run node22`: builds on the oldest Node that package.json promises, and runs the unit and the API tests on it.
import { delimiter, dirname } from 'node:path'
import { environment, forgetBuild, install, keepBuild } from './prepare.mjs'
import { ensureEngine } from './provision/engine.mjs'
import { ensureNode22 } from './provision/node22.mjs'
import { createRunner } from './test/child.mjs'

const vitest = ['node_modules/vitest/vitest.mjs', 'run']
/** @typedef {[name: string, argv: string[], minutes: number]} Step */
/** @type {Step[]} */
const builds = [
  ['build the page', ['node_modules/@react-router/dev/bin.cjs', 'build'], 5],
  ['build the programs', ['scripts/build.ts'], 5],
]
/** @type {Step[]} */
const tests = [
  ['unit', [...vitest, '--project', 'unit'], 10],
  ['api', [...vitest, '--project', 'integration', 'e2e/api'], 20],
]

install()
const node = ensureNode22()
const dir = process.env.CLAUDEWORK_TEST_DIR ?? '/var/tmp/claudework-test'
const engine = await ensureEngine({ log: console.log, dir })
const runner = createRunner()
const env = { ...environment(), DOCKER_HOST: engine.dockerHost }
env.PATH = [dirname(node), env.PATH].join(delimiter)
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) process.once(signal, () => void end().then(() => process.exit(code)))

forgetBuild()
try {
  await runner.run([node, 'scripts/provision/session-image.ts'], { env, minutes: 15 })
  process.exitCode = (await passes()) ? 0 : 1
} finally {
  await end()
}

async function passes() {
  for (const step of builds) if (!(await does(step))) return isWhole([step])
  // A test that asks for a build would else take this one away from beside the others.
  keepBuild()
  const failed = []
  for (const step of tests) if (!(await does(step))) failed.push(step)
  return isWhole(failed)
}

/** @param {Step} step */
async function does([name, argv, minutes]) {
  console.log(`\n== ${name}, on Node 22`)
  return (await runner.run([node, ...argv], { env, minutes })) === 0
}

/** @param {Step[]} failed */
function isWhole(failed) {
  console.log(failed.length === 0 ? '\nAll of it passes on Node 22.' : `\nOn Node 22 this fails: ${failed.map(([name]) => name).join(', ')}.`)
  return failed.length === 0
}

/** The next start builds with its own Node again. */
async function end() {
  forgetBuild()
  await runner.stop()
  await engine.stop()
}
