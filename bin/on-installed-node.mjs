// Plain JavaScript that Node 18 can run: the command line, on the Node that this project is made for.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { install, orEnd } from '../scripts/prepare.mjs'
import { root, runtime } from '../scripts/runtime.mjs'

const built = join(root, 'dist/cli/claudework.cjs')
if (!existsSync(built)) orEnd(() => install(console.error))
const argv = [existsSync(built) ? built : join(root, 'cli/main.ts'), ...process.argv.slice(2)]
const node = runtime()
// Node 22.15 and newer can leave no wrapper process behind.
if (process.execve) process.execve(node, [node, ...argv], process.env)
const { status, signal } = spawnSync(node, argv, { stdio: 'inherit' })
process.exitCode = signal ? 1 : (status ?? 1)
