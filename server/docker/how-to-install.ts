import { existsSync, readFileSync } from 'node:fs'
import { platform } from 'node:os'

/** How to get an engine on this machine, as the end of a sentence. */
export function howToInstall(): string {
  if (platform() === 'darwin') return 'install Docker Desktop, OrbStack or Colima and start it'
  if (isWsl()) return 'switch on the WSL integration of Docker Desktop for this distribution, or install Docker Engine in it'
  return 'install Docker Engine (https://docs.docker.com/engine/install/) and start it'
}

function isWsl(): boolean {
  return existsSync('/proc/version') && /microsoft/i.test(readFileSync('/proc/version', 'utf8'))
}
