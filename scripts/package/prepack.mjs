// Before `npm pack`: builds what is packed, and puts the package's own package.json in the place of the repository's.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, install } from '../prepare.mjs'
import { root, runtime } from '../runtime.mjs'
import { packageJson } from './package-json.mjs'

const own = join(root, 'package.json')
const kept = join(root, 'package.json.kept')
// An earlier run was interrupted between the two.
if (existsSync(kept)) renameSync(kept, own)

if (!existsSync(join(root, 'node_modules'))) install(console.error)
build(console.error)
const { status, error } = spawnSync(runtime(), [join(root, 'scripts/package/build-client.ts')], { cwd: root, stdio: ['ignore', 2, 2] })
if (status !== 0) throw new Error(`Building the client failed (${error?.message ?? `exit ${String(status)}`}); its output is above.`)

const text = readFileSync(own, 'utf8')
writeFileSync(kept, text)
writeFileSync(own, `${JSON.stringify(packageJson(JSON.parse(text), JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))), null, 2)}\n`)
