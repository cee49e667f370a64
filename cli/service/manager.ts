// The two service managers behind one set of verbs.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure } from '../failure.ts'
import type { ServiceDefinition } from './definition.ts'
import { launchdLabel, launchdPlist } from './launchd-plist.ts'
import { systemdEnvironment, systemdUnit } from './systemd-unit.ts'

type Env = Readonly<Record<string, string | undefined>>

export type ServiceManager = {
  /** The files that make the service, with what is in them. */
  files: (definition: ServiceDefinition) => Record<string, string>
  install: (definition: ServiceDefinition) => void
  start: () => void
  stop: () => void
  restart: () => void
  uninstall: () => void
  /** The command that shows its log, for a person's terminal. */
  logs: (follow: boolean) => readonly string[]
  status: () => { installed: boolean; running: boolean }
}

export function serviceManager(platform: NodeJS.Platform, env: Env): ServiceManager {
  if (platform === 'linux') return systemd(env)
  if (platform === 'darwin') return launchd(env)
  throw new Failure(`There is no service for ${platform}; run "claudework serve" by what starts programs there.`)
}

export function configFolder(env: Env): string {
  return join(env['XDG_CONFIG_HOME'] ?? join(env['HOME'] ?? homedir(), '.config'))
}

function systemd(env: Env): ServiceManager {
  const unit = join(configFolder(env), 'systemd/user/claudework.service')
  const environmentFile = join(configFolder(env), 'claudework/service.env')
  const systemctl = (...argv: string[]): void => { call(['systemctl', '--user', ...argv], env) }
  const files = (definition: ServiceDefinition): Record<string, string> => ({ [unit]: systemdUnit(definition, environmentFile), [environmentFile]: systemdEnvironment(definition.environment) })
  return {
    files,
    install(definition) {
      write(files(definition))
      systemctl('daemon-reload')
      systemctl('enable', 'claudework.service')
      // A running one takes up what was just written; sessions on this machine go on meanwhile.
      systemctl('restart', 'claudework.service')
    },
    start: () => { systemctl('start', 'claudework.service') },
    stop: () => { systemctl('stop', 'claudework.service') },
    restart: () => { systemctl('restart', 'claudework.service') },
    uninstall() {
      if (existsSync(unit)) systemctl('disable', '--now', 'claudework.service')
      remove([unit, environmentFile])
      systemctl('daemon-reload')
    },
    logs: (follow) => ['journalctl', '--user', '--unit', 'claudework.service', '--output', 'cat', ...(follow ? ['--follow'] : ['--no-pager', '--lines', '200'])],
    status: () => ({ installed: existsSync(unit), running: spawnSync('systemctl', ['--user', '--quiet', 'is-active', 'claudework.service'], { env: { ...env } }).status === 0 }),
  }
}

function launchd(env: Env): ServiceManager {
  const home = env['HOME'] ?? homedir()
  const plist = join(home, 'Library/LaunchAgents', `${launchdLabel}.plist`)
  const logFile = join(home, 'Library/Logs/claudework.log')
  const domain = `gui/${String(process.getuid?.() ?? 0)}`
  const launchctl = (...argv: string[]): void => { call(['launchctl', ...argv], env) }
  const loaded = (): boolean => spawnSync('launchctl', ['print', `${domain}/${launchdLabel}`], { env: { ...env } }).status === 0
  const load = (): void => { launchctl('bootstrap', domain, plist) }
  const unload = (): void => { if (loaded()) launchctl('bootout', `${domain}/${launchdLabel}`) }
  const files = (definition: ServiceDefinition): Record<string, string> => ({ [plist]: launchdPlist({ ...definition, logFile }) })
  return {
    files,
    install(definition) {
      unload()
      write(files(definition))
      load()
    },
    start: load,
    stop: unload,
    restart: () => { launchctl('kickstart', '-k', `${domain}/${launchdLabel}`) },
    uninstall() {
      unload()
      remove([plist])
    },
    logs: (follow) => ['tail', '-n', '200', ...(follow ? ['-F'] : []), logFile],
    status: () => ({ installed: existsSync(plist), running: loaded() }),
  }
}

/** Both may hold a token. */
function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    rmSync(path, { force: true })
    writeFileSync(path, text, { mode: 0o600 })
  }
}

function remove(paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true })
}

function call([program = '', ...argv]: readonly string[], env: Env): void {
  const { status, stderr, error } = spawnSync(program, argv, { env: { ...env }, encoding: 'utf8' })
  if (error) throw new Failure(`${program} could not be run (${error.message}); run "claudework serve" by what starts programs on this machine.`)
  if (status !== 0) throw new Failure(`"${[program, ...argv].join(' ')}" failed: ${stderr.trim().split('\n').join(' ') || `exit ${String(status)}`}.`)
}
