// Plain JavaScript that Node 20 can run: systemd-analyze, by which systemd itself says whether it understands our unit.
import { spawnSync } from 'node:child_process'
import { ensureFromDebian } from './debian.mjs'

/** Sees to a systemd-analyze on the PATH. @param {{ log?: (line: string) => void }} [options] */
export function ensureSystemdAnalyze(options) {
  const find = () => spawnSync('systemd-analyze', ['--version']).status === 0
  ensureFromDebian({ find, packageName: 'systemd', wanted: 'The test of "claudework service" needs systemd-analyze', missing: 'no systemd-analyze on the PATH' }, options)
}
