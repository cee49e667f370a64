// Plain JavaScript that Node 20 can run: sshd, behind which tests put an engine or a repository.
import { existsSync } from 'node:fs'
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs'

const places = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd']

/** Sees to an sshd and says where it is; it is not started. @param {{ log?: (line: string) => void }} [options] */
export function ensureSshd({ log = console.log } = {}) {
  const there = places.find((path) => existsSync(path))
  if (there) return there
  if (!canInstallDebianPackages()) throw new Error('The tests of engines behind ssh need sshd and none was found; install it (Debian and Ubuntu: apt-get install openssh-server).')
  log('installing openssh-server with apt-get')
  installDebianPackages(['openssh-server'])
  const installed = places.find((path) => existsSync(path))
  if (!installed) throw new Error('apt-get installed openssh-server, but there is no sshd.')
  return installed
}
