// Plain JavaScript that Node 20 can run: zsh and fish, in which the tests try what `claudework completion` prints.
import { spawnSync } from 'node:child_process'
import { ensureFromDebian } from './debian.mjs'

/** Sees to a shell on the PATH. @param {'zsh' | 'fish'} shell @param {{ log?: (line: string) => void }} [options] */
export function ensureShell(shell, options) {
  const find = () => spawnSync(shell, ['--version']).status === 0
  ensureFromDebian({ find, packageName: shell, wanted: `The tests of "claudework completion ${shell}" need ${shell}`, missing: 'none on the PATH' }, options)
}
