// Plain JavaScript that Node 20 can run: a Chromium for the end-to-end tests, installed where that is ours to do.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const packages = ['chromium', 'fonts-dejavu-core', 'fonts-ipafont-gothic']

/**
 * The path of a Chromium: `CLAUDEWORK_CHROMIUM`, one on the PATH, or on Debian as root a freshly installed one.
 * The Japanese font comes along so that screenshots show text rather than boxes.
 * @param {{ log?: (line: string) => void }} [options]
 */
export function ensureChromium({ log = console.log } = {}) {
  const named = process.env.CLAUDEWORK_CHROMIUM
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`CLAUDEWORK_CHROMIUM names ${named}, which does not exist; name a Chromium or Chrome binary, or unset it.`)
  }
  const found = onPath()
  if (found && (hasJapaneseFont() || !canInstallDebianPackages())) return found
  if (!canInstallDebianPackages()) {
    throw new Error(
      'The end-to-end tests need Chromium and none was found; install one (Debian and Ubuntu: apt-get install chromium) or set CLAUDEWORK_CHROMIUM to its path.',
    )
  }
  log(`installing ${packages.join(', ')} with apt-get`)
  installDebianPackages(packages)
  const installed = onPath()
  if (!installed) throw new Error('apt-get installed chromium, but no chromium is on the PATH; set CLAUDEWORK_CHROMIUM to its path.')
  return installed
}

function onPath() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin']
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

function hasJapaneseFont() {
  const list = spawnSync('fc-list', [':lang=ja', 'family'], { encoding: 'utf8' })
  return list.status === 0 && list.stdout.trim() !== ''
}

if (process.argv[1]?.endsWith('provision/chromium.mjs')) console.log(ensureChromium())
