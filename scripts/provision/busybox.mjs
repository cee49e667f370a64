// Plain JavaScript that Node 20 can run: a busybox that needs no libc, of which tests make the smallest image there is.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs'

/** The path of a static busybox of this machine. @param {{ log?: (line: string) => void }} [options] */
export function ensureBusybox({ log = console.log } = {}) {
  const there = find()
  if (there) return there
  if (!canInstallDebianPackages()) throw new Error('The tests of images without anything in them need a static busybox and none was found; install it (Debian and Ubuntu: apt-get install busybox-static).')
  log('installing busybox-static with apt-get')
  installDebianPackages(['busybox-static'])
  const installed = find()
  if (!installed) throw new Error('apt-get installed busybox-static, but there is no static busybox on the PATH.')
  return installed
}

/** Its applets. @param {string} busybox @returns {string[]} */
export function appletsOf(busybox) {
  return spawnSync(busybox, ['--list'], { encoding: 'utf8' }).stdout.trim().split('\n')
}

function find() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'busybox')).find((path) => existsSync(path) && isStatic(path))
}

/** One that is not names its loader at its head. @param {string} path */
function isStatic(path) {
  return !readFileSync(path).subarray(0, 4_096).includes('/ld-')
}
