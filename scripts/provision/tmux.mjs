// Plain JavaScript that Node 20 can run: tmux, in which the tests of `claudework attach` see what a person sees.
import { spawnSync } from 'node:child_process'
import { ensureFromDebian } from './debian.mjs'

/** Sees to a tmux on the PATH. @param {{ log?: (line: string) => void }} [options] */
export function ensureTmux(options) {
  const find = () => spawnSync('tmux', ['-V']).status === 0
  ensureFromDebian({ find, packageName: 'tmux', wanted: 'The tests of "claudework attach" need tmux', missing: 'none on the PATH' }, options)
}
