// Bundles the supervisor into one folder that needs nothing beside itself: dist/supervisor.
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import { builtSupervisor } from './built-supervisor.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const targets = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

// The helper travels with it, into the same runtime volume.
const entries = { supervisor: 'supervisor/main.ts', 'emulator-worker': 'supervisor/emulator/emulator-worker.ts', helper: 'helper/main.ts', 'git-credential': 'supervisor/credentials/git-credential.ts' }

// To Node these are CommonJS with a default export; their ES modules, which the bundler would take, have none.
const require = createRequire(import.meta.url)
const asNodeLoadsThem = Object.fromEntries(['@xterm/headless', '@xterm/addon-serialize', '@xterm/addon-unicode-graphemes'].map((name) => [name, require.resolve(name)]))

/** Returns the folder. `build-id` in it names the content of all files. Plugins are for tests that build another version. */
export async function buildSupervisor(folder = builtSupervisor, plugins: Plugin[] = []): Promise<string> {
  const fresh = `${folder}.${String(process.pid)}`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  for (const [name, entry] of Object.entries(entries)) await bundle({ name, entry, folder: fresh, plugins })
  for (const target of targets) copyFileSync(join(root, 'node_modules/node-pty/prebuilds', target, 'pty.node'), join(fresh, `pty-${target}.node`))
  writeFileSync(join(fresh, 'build-id'), `${contentHash(fresh)}\n`)
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  return folder
}

/** Each program is one file: a running supervisor loads nothing later that an upgrade could have replaced. */
async function bundle({ name, entry, folder, plugins }: { name: string; entry: string; folder: string; plugins: Plugin[] }): Promise<void> {
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins,
    ssr: { noExternal: true, target: 'node' },
    resolve: { conditions: ['module-sync', 'node', 'import', 'default'], alias: asNodeLoadsThem },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      // The session image's Node runs it.
      target: 'node22',
      minify: false,
      rolldownOptions: {
        input: { [name]: join(root, entry) },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  })
}

function contentHash(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort()) hash.update(name).update('\0').update(readFileSync(join(folder, name))).update('\0')
  return hash.digest('hex').slice(0, 16)
}

if (import.meta.main) {
  const started = performance.now()
  const folder = await buildSupervisor()
  console.log(`supervisor: ${folder} in ${(performance.now() - started).toFixed(0)} ms`)
}
