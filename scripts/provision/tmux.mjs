// Plain JavaScript that Node 20 can run: tmux, in which the tests of `claudework attach` see what a person sees.
import { spawnSync } from 'node:child_process'
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs'

/** Sees to a tmux on the PATH. @param {{ log?: (line: string) => void }} [options] */
export function ensureTmux({ log = console.log } = {}) {
  if (isThere()) return
  if (!canInstallDebianPackages()) throw new Error('The tests of "claudework attach" need tmux and none was found; install it (Debian and Ubuntu: apt-get install tmux).')
  log('installing tmux with apt-get')
  installDebianPackages(['tmux'])
  if (!isThere()) throw new Error('apt-get installed tmux, but there is none on the PATH.')
}

function isThere() {
  return spawnSync('tmux', ['-V']).status === 0
}
