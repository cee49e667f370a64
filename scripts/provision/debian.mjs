// Plain JavaScript that Node 20 can run: Debian packages, on machines where installing them is ours to do.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

/** Only as root on Debian or a child of it: everywhere else a person decides what is installed. */
export function canInstallDebianPackages() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
}

/**
 * What `find` finds, once the package that has it was installed where that is ours to do. `wanted` says who needs what, `missing` what
 * there still is not. @template T @param {{ find: () => T, packageName: string, wanted: string, missing: string }} what
 * @param {{ log?: (line: string) => void }} [options] @returns {NonNullable<T>}
 */
export function ensureFromDebian({ find, packageName, wanted, missing }, { log = console.log } = {}) {
  const there = find()
  if (there) return there
  if (!canInstallDebianPackages()) throw new Error(`${wanted} and none was found; install it (Debian and Ubuntu: apt-get install ${packageName}).`)
  log(`installing ${packageName} with apt-get`)
  installDebianPackages([packageName])
  const installed = find()
  if (!installed) throw new Error(`apt-get installed ${packageName}, but there is ${missing}.`)
  return installed
}

/** @param {string[]} packages */
export function installDebianPackages(packages) {
  if (!haveLists()) aptGet(['update'])
  const install = ['install', '--yes', '--no-install-recommends', ...packages]
  try {
    aptGet(install)
  } catch {
    // Old lists name versions that the mirror no longer has.
    aptGet(['update'])
    aptGet(install)
  }
}

function haveLists() {
  const folder = '/var/lib/apt/lists'
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('_Packages'))
}

/** @param {string[]} argv */
function aptGet(argv) {
  const run = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-q', ...argv], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (run.status === 0) return
  const last = `${run.stdout ?? ''}\n${run.stderr ?? ''}`.trim().split('\n').slice(-3).join(' | ')
  throw new Error(`apt-get ${argv[0]} failed (exit ${String(run.status)}): ${last}`)
}
