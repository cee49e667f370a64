import { spawnSync } from 'node:child_process'
import { defineActions } from '../actions.ts'
import { Failure } from '../failure.ts'
import { serveCommand } from '../installation.ts'
import { print } from '../io.ts'
import { serviceEnvironment } from '../service/definition.ts'
import { serviceManager } from '../service/manager.ts'
import type { Invocation } from '../verb.ts'

const serviceFlags = {
  print: { type: 'boolean', help: 'of install: print the files instead of writing them' },
  follow: { type: 'boolean', short: 'f', help: 'of logs: go on with what comes' },
} as const

type Call = Invocation<typeof serviceFlags>

export const service = defineActions({
  name: 'service',
  summary: 'run claudework as a service of yours, from login or boot on',
  flags: serviceFlags,
  details: [
    'A systemd user unit on Linux, a launchd agent on macOS. Sessions go on while it is stopped or restarted, those on this machine too.',
    'What says how claudework runs (PORT, CLAUDEWORK_..., DOCKER_HOST, PATH and the like) is taken from the shell that installs it and kept where only you can read it. Install again to change it.',
    'On Linux a user\'s services end with the last login; "loginctl enable-linger" lets them run from boot on.',
  ],
  examples: ['PORT=4700 claudework service install', 'claudework service logs --follow'],
  actions: {
    install: {
      async run(call) {
        const { io, flags } = call
        const manager = serviceManager(process.platform, io.env)
        const definition = { argv: serveCommand(), environment: serviceEnvironment(io.env), logFile: '' }
        if (flags.print) {
          for (const [path, text] of Object.entries(manager.files(definition))) await print(io.stdout, `# ${path}\n${text}\n`)
          return 0
        }
        manager.install(definition)
        return done(call, 'installed and started; "claudework login" prints a sign-in link')
      },
    },
    uninstall: { run: (call) => operate(call, 'uninstall', 'uninstalled; sessions, data and settings are as they were') },
    start: { run: (call) => operate(call, 'start', 'started') },
    stop: { run: (call) => operate(call, 'stop', 'stopped; sessions go on') },
    restart: { run: (call) => operate(call, 'restart', 'restarted') },
    status: {
      async run({ io, flags }) {
        const { installed, running } = serviceManager(process.platform, io.env).status()
        await print(io.stdout, flags.json ? `${JSON.stringify({ installed, running })}\n` : `${installed ? 'installed' : 'not installed'}, ${running ? 'running' : 'not running'}\n`)
        return running ? 0 : 1
      },
    },
    logs: {
      run({ io, flags }) {
        const [program = '', ...argv] = serviceManager(process.platform, io.env).logs(flags.follow ?? false)
        const { status, error } = spawnSync(program, argv, { stdio: 'inherit', env: io.env })
        if (error) throw new Failure(`${program} could not be run: ${error.message}.`)
        return Promise.resolve(status === 0 || status === null ? 0 : 1)
      },
    },
  },
})

function operate({ io, flags }: Call, verb: 'start' | 'stop' | 'restart' | 'uninstall', said: string): Promise<number> {
  const manager = serviceManager(process.platform, io.env)
  if (verb !== 'uninstall' && !manager.status().installed) throw new Failure('The service is not installed; see "claudework service install".')
  manager[verb]()
  return done({ io, flags }, said)
}

async function done({ io, flags }: Pick<Call, 'io' | 'flags'>, said: string): Promise<number> {
  await print(io.stdout, flags.json ? `${JSON.stringify({ ok: true })}\n` : `claudework: ${said}\n`)
  return 0
}
