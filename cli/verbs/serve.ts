import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { serveCommand } from '../installation.ts'
import { defineVerb } from '../verb.ts'

export const serve = defineVerb({
  name: 'serve',
  summary: 'run claudework on this machine',
  flags: {},
  details: ['The same as "npm start": builds where that is needed, serves, and prints a sign-in link. Settings are environment variables; docs/SETUP.md lists them.'],
  examples: ['claudework serve', 'PORT=4700 claudework serve'],
  async run({ io }) {
    const [program = '', ...argv] = serveCommand()
    // Node 22.15 and newer can become the server, and leave no process in between.
    if (process.execve) process.execve(program, [program, ...argv], environment(io.env))
    const child = spawn(program, argv, { stdio: 'inherit', env: io.env })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
    return new Promise((resolve) => {
      child.on('exit', (code, signal) => { resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)) })
    })
  },
})

function environment(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
