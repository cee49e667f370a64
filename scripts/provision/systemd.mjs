// Plain JavaScript that Node 20 can run: systemd-analyze, by which systemd itself says whether it understands our unit.
import { spawnSync } from 'node:child_process'
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs'

/** Sees to a systemd-analyze on the PATH. @param {{ log?: (line: string) => void }} [options] */
export function ensureSystemdAnalyze({ log = console.log } = {}) {
  if (isThere()) return
  if (!canInstallDebianPackages()) throw new Error('The test of "claudework service" needs systemd-analyze and none was found; install it (Debian and Ubuntu: apt-get install systemd).')
  log('installing systemd with apt-get')
  installDebianPackages(['systemd'])
  if (!isThere()) throw new Error('apt-get installed systemd, but there is no systemd-analyze on the PATH.')
}

function isThere() {
  return spawnSync('systemd-analyze', ['--version']).status === 0
}
