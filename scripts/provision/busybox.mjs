// Plain JavaScript that Node 20 can run: a busybox that needs no libc, of which tests make the smallest image there is.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ensureFromDebian } from './debian.mjs'

/** The path of a static busybox of this machine. @param {{ log?: (line: string) => void }} [options] */
export function ensureBusybox(options) {
  return ensureFromDebian({ find, packageName: 'busybox-static', wanted: 'The tests of images without anything in them need a static busybox', missing: 'no static busybox on the PATH' }, options)
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
