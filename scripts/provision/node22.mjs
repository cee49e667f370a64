// Plain JavaScript that Node 20 can run: the oldest Node that package.json promises, beside the pinned one. Kept between runs.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Not every version is in the registry for every platform. */
const VERSIONS = { 'linux-x64': '22.22.0', 'linux-arm64': '22.23.3' }

/** Sees to a Node 22 from the npm registry and says where its program is. @param {{ log?: (line: string) => void, dir?: string }} [options] */
export function ensureNode22({ log = console.log, dir = process.env.CLAUDEWORK_TEST_DIR ?? '/var/tmp/claudework-test' } = {}) {
  const platform = `${process.platform}-${process.arch}`
  const version = VERSIONS[platform]
  if (!version) throw new Error(`The tests on Node 22 know where to find it for ${Object.keys(VERSIONS).join(' and ')}; this is ${platform}.`)
  const folder = join(dir, `node-${version}-${platform}`)
  const program = join(folder, `node_modules/node-${platform}/bin/node`)
  if (existsSync(program)) return program
  log(`fetching Node ${version} from the npm registry`)
  mkdirSync(dir, { recursive: true })
  const fresh = mkdtempSync(`${folder}.`)
  try {
    fetchInto(fresh, `node-${platform}@${version}`)
    renameUnlessThere(fresh, folder)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return program
}

function fetchInto(folder, wanted) {
  const argv = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error', wanted]
  const run = spawnSync('npm', argv, { cwd: folder, encoding: 'utf8', timeout: 180_000 })
  if (run.status !== 0) throw new Error(`npm could not fetch ${wanted}: ${(run.error?.message ?? run.stderr).trim()}`)
}

/** Another run may have been quicker; its folder is as good. */
function renameUnlessThere(from, to) {
  try {
    renameSync(from, to)
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  }
}
