// Bundles the supervisor into one folder that needs nothing beside itself: dist/supervisor.
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const targets = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

export const supervisorFolder = join(root, 'dist/supervisor')

/** Returns the folder. `build-id` in it names the content of all files. */
export async function buildSupervisor(folder = supervisorFolder): Promise<string> {
  const fresh = `${folder}.${String(process.pid)}`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    resolve: { conditions: ['module-sync', 'node', 'import', 'default'] },
    build: {
      ssr: true,
      outDir: fresh,
      emptyOutDir: false,
      // The session image's Node runs it.
      target: 'node22',
      minify: false,
      rolldownOptions: {
        input: { supervisor: join(root, 'supervisor/main.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  })
  for (const target of targets) copyFileSync(join(root, 'node_modules/node-pty/prebuilds', target, 'pty.node'), join(fresh, `pty-${target}.node`))
  writeFileSync(join(fresh, 'build-id'), `${contentHash(fresh)}\n`)
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  return folder
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
