// Plain JavaScript that Node 20 can run: sshd, behind which tests put an engine or a repository.
import { existsSync } from 'node:fs'
import { ensureFromDebian } from './debian.mjs'

const places = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd']

/** Sees to an sshd and says where it is; it is not started. @param {{ log?: (line: string) => void }} [options] */
export function ensureSshd(options) {
  const find = () => places.find((path) => existsSync(path))
  return ensureFromDebian({ find, packageName: 'openssh-server', wanted: 'The tests of engines behind ssh need sshd', missing: 'no sshd' }, options)
}
