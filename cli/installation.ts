import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder that this program is installed in, found from its own file: the same for the sources and for the bundle. */
export function installationRoot(program: string = process.argv[1] ?? ''): string {
  let folder = dirname(realpathSync(program))
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder)
    if (above === folder) throw new Error(`${program} is not part of an installation of claudework: no package.json above it`)
    folder = above
  }
  return folder
}

export function installedVersion(): string {
  const { version } = JSON.parse(readFileSync(join(installationRoot(), 'package.json'), 'utf8')) as { version: string }
  return version
}
