// `npm run binary`: build/binary/claudework, one executable for this platform. Node's single executable application: the pinned Node with
// a launcher and the files of an installation injected. It needs glibc >= 2.28 and libstdc++ (Node's own floor), no Node and no npm.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'vite'
import { packFiles } from './packed-files.ts'

const root = join(import.meta.dirname, '../..')
const work = join(root, 'build/binary/parts')
/** Not below dist, which is in the npm package whole. */
const binaryFile = join(root, 'build/binary/claudework')

/** Of Debian 10 and Enterprise Linux 8, the oldest that Node itself supports. */
export const oldestLibraries = ['GLIBC_2.28', 'GLIBCXX_3.4.25'] as const

// https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/** Below the root, what an installation has and a server or the command line uses. */
function installedFiles(): string[] {
  const native = process.platform === 'linux' ? `linux-${process.arch}-gnu` : `${process.platform}-${process.arch}`
  const folders = ['build/client', 'db/migrations', 'dist/cli', 'dist/server', 'dist/supervisor', 'docker', 'node_modules/libsql', 'node_modules/@neon-rs/load', 'node_modules/detect-libc', `node_modules/@libsql/${native}`]
  return ['package.json', ...folders.flatMap(filesIn)].filter(isUsed)
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

function isUsed(path: string): boolean {
  if (path.startsWith('build/client/.vite') || path.startsWith('db/migrations/meta/')) return path.endsWith('_journal.json')
  if (path.startsWith('node_modules/')) return !/\.(d\.[cm]?ts|ts|md|map|ya?ml)$/.test(path)
  return !/\.(map|test\.ts)$/.test(path)
}

async function bundleLauncher(): Promise<string> {
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: 'scripts/binary/launcher.ts', outDir: work, emptyOutDir: false, target: 'node24', minify: false, rolldownOptions: { output: { format: 'cjs', codeSplitting: false, entryFileNames: 'launcher.cjs' } } },
  })
  return join(work, 'launcher.cjs')
}

/** Symbols are a seventh of Node's size. Only before the injection: strip would take that away. */
function strip(file: string): void {
  try {
    execFileSync('strip', process.platform === 'darwin' ? ['-x', file] : [file])
  } catch (error) {
    console.warn(`binary: strip could not be run, so the symbols stay in (18 MB): ${error instanceof Error ? error.message : String(error)}`)
  }
}

export async function buildBinary(): Promise<string> {
  if (Number(process.versions.node.split('.', 1)[0]) < 24) throw new Error(`The binary is made of Node 24; this is ${process.version}. Use npm run binary after npm ci.`)
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const launcher = await bundleLauncher()
  const { list, bytes } = packFiles({ root, paths: installedFiles(), beside: [process.version, process.arch, readFileSync(launcher)] })
  const at = (name: string) => join(work, name)
  writeFileSync(at('files.json'), JSON.stringify(list))
  writeFileSync(at('files.zst'), bytes)
  writeFileSync(at('sea.json'), JSON.stringify({ main: launcher, output: at('sea.blob'), disableExperimentalSEAWarning: true, useCodeCache: true, assets: { 'files.json': at('files.json'), 'files.zst': at('files.zst') } }))
  execFileSync(process.execPath, ['--experimental-sea-config', at('sea.json')], { stdio: ['ignore', 'ignore', 'inherit'] })
  const fresh = at('claudework')
  copyFileSync(process.execPath, fresh)
  chmodSync(fresh, 0o755)
  strip(fresh)
  const postject = join(root, 'node_modules/postject/dist/cli.js')
  const macho = process.platform === 'darwin' ? ['--macho-segment-name', 'NODE_SEA'] : []
  execFileSync(process.execPath, [postject, fresh, 'NODE_SEA_BLOB', at('sea.blob'), '--sentinel-fuse', fuse, ...macho], { stdio: 'pipe' })
  mkdirSync(dirname(binaryFile), { recursive: true })
  renameSync(fresh, binaryFile)
  rmSync(work, { recursive: true, force: true })
  return binaryFile
}

if (import.meta.main) {
  const file = await buildBinary()
  console.log(`binary: ${file}, ${(statSync(file).size / 1e6).toFixed(1)} MB`)
}
