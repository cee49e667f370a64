import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isSea } from 'node:sea'

/** The folder that this program is installed in, found from its own file: the same for the sources and for the bundle. */
function installationRoot(program: string = process.argv[1] ?? ''): string {
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

/** What serves from this installation: the single binary by its own verb, else the start script by its Node. */
export function serveCommand(): string[] {
  return isSea() ? [process.execPath, 'serve'] : [process.execPath, join(installationRoot(), 'scripts/start.mjs')]
}
