// npm run validate: what is quick and needs neither an engine nor a browser. `npm test` is all of it.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './runtime.mjs'

const run = spawnSync(process.execPath, [join(root, 'scripts/test.mjs'), '--only', 'typecheck,lint,unit'], { stdio: 'inherit' })
process.exitCode = run.status ?? 1
