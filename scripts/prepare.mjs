// Plain JavaScript that Node 18 can run: from a fresh clone to something that runs. Quick where nothing changed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { linkPrograms, root, runtime } from './runtime.mjs'

/** What a build is made from. */
const sources = [
  'app', 'cli', 'client', 'contract', 'db', 'helper', 'public', 'server', 'supervisor', 'scripts/build.ts', 'scripts/build-cli.ts', 'scripts/build-supervisor.ts', 'scripts/build',
  'package-lock.json', 'react-router.config.ts', 'vite.config.ts',
]
const installedStamp = join(root, 'node_modules/.install-stamp')
const builtStamp = join(root, 'dist/.build-stamp')

/** The package that `npm pack` makes comes built, and npm has installed what it needs. */
const isPackage = !existsSync(join(root, 'package-lock.json'))

/** Installs what package-lock.json says, unless it is there already. @param {(line: string) => void} [log] */
export function install(log = console.log) {
  if (isPackage) return
  if (readStamp(installedStamp) !== installStamp()) {
    log('installing packages (npm ci): a minute or two, once')
    npm(['ci', '--no-fund', '--no-audit', '--loglevel=error'], 'The packages could not be installed. See whether npm reaches its registry ("npm ping"), and run this again')
    writeFileSync(installedStamp, installStamp())
  }
  linkPrograms()
}

/** Builds the page and the server, unless nothing they are made from has changed. @param {(line: string) => void} [log] */
export function build(log = console.log) {
  if (isPackage) return
  const wanted = fingerprint()
  if (readStamp(builtStamp) === wanted && existsSync(join(root, 'build/client'))) return
  log('building: up to a minute')
  forgetBuild()
  npm(['run', '--silent', 'build'], 'It could not be built. Look at the lines above, and where this is a fresh clone, remove node_modules and run this again')
  keepBuild(wanted)
}

/** What was built by other means is `build`'s work, too, until it is forgotten. */
export function keepBuild(of = fingerprint()) {
  mkdirSync(dirname(builtStamp), { recursive: true })
  writeFileSync(builtStamp, of)
}

/** The next `build` begins anew. */
export function forgetBuild() {
  rmSync(builtStamp, { force: true })
}

/** What `npm start` and `npm run dev` begin with. */
export function prepare() {
  orEnd(() => {
    install()
    build()
  })
}

/** What goes wrong is one sentence, since no trace of ours would help. @param {() => void} step */
export function orEnd(step) {
  try {
    step()
  } catch (error) {
    console.error(error.message)
    process.exit(1)
  }
}

/** The environment in which the project's own programs find each other and the pinned Node. */
export function environment() {
  const bin = join(root, 'node_modules/.bin')
  return { ...process.env, PATH: `${bin}:${dirname(runtime())}:${process.env.PATH ?? ''}` }
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

/** What is installed and for which machine; written last, so that an interrupted install is done again. */
function installStamp() {
  return createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).update(`${process.platform}-${process.arch}`).digest('hex')
}

function fingerprint() {
  const hash = createHash('sha256').update(relative(root, runtime()))
  for (const path of sources.flatMap((source) => filesAt(join(root, source))).sort()) {
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

/** @param {string} path @returns {string[]} */
function filesAt(path) {
  if (!existsSync(path)) return []
  let entries
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    throw error
  }
  return entries
    .filter((entry) => !/\.(test|spec)\.tsx?$/.test(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? filesAt(join(path, entry.name)) : [join(path, entry.name)]))
}

/** The npm that started us, so that one project is never installed by two of them. @param {string[]} argv @param {string} failed a sentence without its end */
function npm(argv, failed) {
  const own = process.env.npm_execpath
  const [program, ...rest] = own ? [process.execPath, own, ...argv] : ['npm', ...argv]
  const env = existsSync(join(root, 'node_modules/.bin')) && argv[0] === 'run' ? environment() : process.env
  const run = spawnSync(program, rest, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 })
  if (run.status === 0) return
  process.stderr.write(`${run.stdout ?? ''}${run.stderr ?? ''}`)
  throw new Error(`${failed} (npm ${argv.filter((word) => !word.startsWith('--')).join(' ')}: ${run.error?.message ?? `exit ${String(run.status)}`}).`)
}
