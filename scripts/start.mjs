// `npm start`: installs and builds where that is needed, then becomes the server.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { prepare } from './prepare.mjs'
import { root, runtime } from './runtime.mjs'

prepare()
const node = runtime()
const env = { ...process.env, NODE_ENV: 'production', ...compileCache() }
const argv = [join(root, 'dist/server/main.cjs'), ...process.argv.slice(2)]

// Node 22.15 and newer can leave no wrapper process behind.
if (process.execve) process.execve(node, [node, ...argv], env)
const child = spawn(node, argv, { stdio: 'inherit', env })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))

/** A package may be installed where whoever runs it must not write. */
function compileCache() {
  if (!existsSync(join(root, 'package-lock.json'))) return {}
  const folder = join(root, 'node_modules/.cache/v8')
  mkdirSync(folder, { recursive: true })
  return { NODE_COMPILE_CACHE: folder }
}
