// npm test: every check there is, from a fresh clone, on a machine that may have no engine and no browser.
// `npm test -- --only unit,e2e` runs some of the parts. Plain JavaScript that Node 18 can run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, environment, install } from './prepare.mjs'
import { ensureChromium } from './provision/chromium.mjs'
import { root } from './runtime.mjs'
import { createRunner } from './test/child.mjs'
import { countsOf, countsOfPlaywright, filesToRepeat, outcomesOf } from './test/counts.mjs'

const one = (passed) => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [], shaky: [] })

/** All that the tests make in a temporary folder, and what they report. Short: the paths of sockets have little room. */
const folder = mkdtempSync(join(tmpdir(), 'cw-'))
/** Logs and files of a failure are for people to look at. */
let keeps = false
const runner = createRunner()
/** @type {{ dockerHost: string, stop: () => unknown } | undefined} */
let engine

const parts = {
  typecheck: async () => one((await npmRun('typecheck', 5)) === 0),
  lint: async () => one((await npmRun('lint', 5)) === 0),
  build: () => {
    build()
    return one(true)
  },
  unit: () => vitest('unit', 10),
  integration: async () => {
    await startEngine()
    return vitest('integration', 20)
  },
  e2e: async () => {
    build()
    await startEngine()
    const report = join(folder, 'e2e.json')
    const env = { ...testEnvironment(), CLAUDEWORK_E2E_JSON: report, CLAUDEWORK_CHROMIUM: ensureChromium() }
    const code = await runner.run(['playwright', 'test'], { env, minutes: 20 })
    return countsOfPlaywright({ report, code })
  },
}

process.once('SIGINT', () => void stopAndExit(130))
process.once('SIGTERM', () => void stopAndExit(143))
process.once('SIGHUP', () => void stopAndExit(129))

try {
  process.exitCode = (await runParts(wantedParts(process.argv.slice(2)))) ? 0 : 1
} catch (error) {
  console.error(error.message)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
} finally {
  await stopEverything()
}

async function runParts(names) {
  install()
  const results = []
  for (const group of groupsOf(names)) {
    console.log(`\n== ${group.join(', ')}`)
    results.push(...await Promise.all(group.map(measured)))
  }
  return summarise(results)
}

async function measured(name) {
  const started = performance.now()
  const counts = await attempt(parts[name])
  return { name, seconds: (performance.now() - started) / 1000, ...counts }
}

/** The build takes what the lint leaves of a machine; the other parts have it to themselves. */
function groupsOf(names) {
  const beside = names.filter((name) => name === 'lint' || name === 'build')
  return names.flatMap((name) => (name === beside[0] ? [beside] : beside.includes(name) ? [] : [[name]]))
}

async function attempt(part) {
  try {
    return await part()
  } catch (error) {
    console.error(error.message)
    return one(false)
  }
}

/** The last line is for machines. A skipped test counts as failed: nothing here is optional. */
function summarise(results) {
  console.log('')
  for (const { name, seconds, passed, failed, skipped, shaky } of results) {
    console.log(`${name.padEnd(12)} ${seconds.toFixed(1).padStart(7)} s  ${String(passed).padStart(5)} passed ${String(failed + skipped.length).padStart(4)} failed`)
    for (const title of skipped) console.log(`  skipped: ${title}`)
    for (const title of shaky) console.log(`  shaky, failed once and then passed: ${title}`)
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const failed = results.reduce((sum, result) => sum + result.failed + result.skipped.length, 0)
  keeps = failed > 0
  if (keeps) console.log(`What the tests made is in ${folder}.`)
  console.log(`${String(passed)} passed, ${String(failed)} failed`)
  return !keeps
}

/** A few failures are looked at once more, without the rest of the run beside them: what passes then is named, not hidden. */
async function vitest(project, minutes) {
  const first = await runVitest(project, minutes)
  const files = filesToRepeat(first)
  if (files.length === 0) return countsOf(first)
  console.log(`\n== ${project}, once more: ${files.join(' ')}`)
  return countsOf(first, await runVitest(project, 5, files))
}

async function runVitest(project, minutes, files = []) {
  const report = join(folder, `${project}-${String(files.length)}.json`)
  const argv = ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...files]
  return outcomesOf({ report, code: await runner.run(argv, { env: testEnvironment(), minutes }), root })
}

function npmRun(script, minutes) {
  return runner.run(['npm', 'run', '--silent', script], { env: testEnvironment(), minutes })
}

async function startEngine() {
  const { ensureEngine } = await import('./provision/engine.mjs')
  if (engine) return
  engine = await ensureEngine({ log: console.log, dir: process.env.CLAUDEWORK_TEST_DIR ?? '/var/tmp/claudework-test' })
  const code = await runner.run(['node', 'scripts/provision/session-image.ts'], { env: testEnvironment(), minutes: 15 })
  if (code !== 0) throw new Error('The session image could not be made; the lines above say why.')
}

function testEnvironment() {
  return { ...environment(), TMPDIR: folder, ...(engine ? { DOCKER_HOST: engine.dockerHost } : {}) }
}

async function stopEverything() {
  await runner.stop()
  await engine?.stop()
  engine = undefined
  if (!keeps) rmSync(folder, { recursive: true, force: true })
}

async function stopAndExit(code) {
  await stopEverything()
  process.exit(code)
}

function wantedParts(argv) {
  const at = argv.indexOf('--only')
  if (at < 0) return Object.keys(parts)
  const names = (argv[at + 1] ?? '').split(',')
  const unknown = names.filter((name) => !Object.hasOwn(parts, name))
  if (unknown.length > 0) throw new Error(`--only takes some of ${Object.keys(parts).join(', ')}; got "${unknown.join(', ')}".`)
  return names
}
