// `npm start`: installs and builds where that is needed, then becomes the server.
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { build, install } from './prepare.mjs'
import { root, runtime } from './runtime.mjs'

install()
build()
const node = runtime()
const compileCache = join(root, 'node_modules/.cache/v8')
mkdirSync(compileCache, { recursive: true })
const env = { ...process.env, NODE_ENV: 'production', NODE_COMPILE_CACHE: compileCache }
const argv = [join(root, 'dist/server/main.cjs'), ...process.argv.slice(2)]

// Node 22.15 and newer can leave no wrapper process behind.
if (process.execve) process.execve(node, [node, ...argv], env)
const child = spawn(node, argv, { stdio: 'inherit', env })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
