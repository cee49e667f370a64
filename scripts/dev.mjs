// `npm run dev`: the server with its types stripped by Node, restarted when server code changes; app/ is hot through Vite.
import { spawn } from 'node:child_process'
import { environment, prepare } from './prepare.mjs'
import { runtime } from './runtime.mjs'

// Sessions need the supervisor's build; the page of that build is not used.
prepare()
const watched = ['server', 'contract', 'db'].map((folder) => `--watch-path=${folder}`)
// Vite resolves react-router with the `development` condition; plain Node must as well, or there are two of them.
const child = spawn(runtime(), [...watched, '--conditions=development', 'server/development.ts'], {
  stdio: 'inherit',
  env: { ...environment(), NODE_ENV: 'development' },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
