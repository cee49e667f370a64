import { spawnSync } from 'node:child_process'
import { Failure, UsageError } from '../failure.ts'
import { serveCommand } from '../installation.ts'
import { print } from '../io.ts'
import { serviceEnvironment } from '../service/definition.ts'
import { serviceManager } from '../service/manager.ts'
import { defineVerb, type Invocation } from '../verb.ts'

const usage = 'install | uninstall | start | stop | restart | status | logs'

const serviceFlags = {
  print: { type: 'boolean', help: 'of install: print the files instead of writing them' },
  follow: { type: 'boolean', short: 'f', help: 'of logs: go on with what comes' },
} as const

type Call = Invocation<typeof serviceFlags>

export const service = defineVerb({
  name: 'service',
  summary: 'run claudework as a service of yours, from login or boot on',
  usage,
  args: { min: 1, max: 1 },
  flags: serviceFlags,
  details: [
    'A systemd user unit on Linux, a launchd agent on macOS. Sessions go on while it is stopped or restarted, those on this machine too.',
    'What says how claudework runs (PORT, CLAUDEWORK_..., DOCKER_HOST, PATH and the like) is taken from the shell that installs it and kept where only you can read it. Install again to change it.',
    'On Linux a user\'s services end with the last login; "loginctl enable-linger" lets them run from boot on.',
  ],
  examples: ['PORT=4700 claudework service install', 'claudework service logs --follow'],
  run(invocation) {
    const [action = ''] = invocation.args
    const verb = Object.hasOwn(actions, action) ? actions[action] : undefined
    if (!verb) throw new UsageError(`Usage: claudework service [${usage}].`)
    return verb(invocation)
  },
})

const actions: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  async install({ io, flags }) {
    const manager = serviceManager(process.platform, io.env)
    const definition = { argv: serveCommand(), environment: serviceEnvironment(io.env), logFile: '' }
    if (flags.print) {
      for (const [path, text] of Object.entries(manager.files(definition))) await print(io.stdout, `# ${path}\n${text}\n`)
      return 0
    }
    manager.install(definition)
    return done({ io, flags }, 'installed and started; "claudework login" prints a sign-in link')
  },
  uninstall: (call) => operate(call, 'uninstall', 'uninstalled; sessions, data and settings are as they were'),
  start: (call) => operate(call, 'start', 'started'),
  stop: (call) => operate(call, 'stop', 'stopped; sessions go on'),
  restart: (call) => operate(call, 'restart', 'restarted'),
  async status({ io, flags }) {
    const { installed, running } = serviceManager(process.platform, io.env).status()
    await print(io.stdout, flags.json ? `${JSON.stringify({ installed, running })}\n` : `${installed ? 'installed' : 'not installed'}, ${running ? 'running' : 'not running'}\n`)
    return running ? 0 : 1
  },
  logs({ io, flags }) {
    const [program = '', ...argv] = serviceManager(process.platform, io.env).logs(flags.follow ?? false)
    const { status, error } = spawnSync(program, argv, { stdio: 'inherit', env: io.env })
    if (error) throw new Failure(`${program} could not be run: ${error.message}.`)
    return Promise.resolve(status === 0 || status === null ? 0 : 1)
  },
}

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
