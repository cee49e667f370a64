import type { ServiceDefinition } from './definition.ts'

/**
 * A systemd user unit. `KillMode=process` is what keeps HOST sessions: their supervisors live in the unit's control group, and
 * any other mode ends them with the server. `OOMPolicy=continue` for the same reason: an agent that ran out of memory is one
 * process of the group, and not the end of all.
 */
export function systemdUnit({ argv }: Pick<ServiceDefinition, 'argv'>, environmentFile: string): string {
  return `[Unit]
Description=claudework, coding-agent sessions
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
Type=exec
ExecStart=/usr/bin/env ${argv.map(quoted).join(' ')}
EnvironmentFile=${pathWord(environmentFile)}
Restart=on-failure
RestartSec=2
KillMode=process
KillSignal=SIGTERM
TimeoutStopSec=15
OOMPolicy=continue
TasksMax=infinity
LimitNOFILE=65536
UMask=0077

[Install]
WantedBy=default.target
`
}

/** For `EnvironmentFile=`: quoted, with what a quoted value would not take as it is escaped. */
export function systemdEnvironment(environment: ServiceDefinition['environment']): string {
  return Object.entries(environment).map(([name, value]) => `${name}="${value.replace(/["\\`$]/g, '\\$&')}"\n`).join('')
}

/** systemd expands % in every value and $ in commands; it takes no odd characters in the program's own name, hence `env`. */
function quoted(word: string): string {
  return `"${word.replace(/["\\]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`
}

/** This setting takes its path as it is, spaces included. */
function pathWord(path: string): string {
  return path.replaceAll('%', '%%')
}
