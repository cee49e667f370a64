/** What a service manager is told: which program, in which surroundings. */
export type ServiceDefinition = {
  argv: readonly string[]
  /** Variables that say how it runs; they may hold a token. */
  environment: Readonly<Record<string, string>>
  /** Where output goes on a machine without a journal. */
  logFile: string
}

const kept = /^(?:CLAUDEWORK_\w+|PORT|DATABASE_URL|DATABASE_AUTH_TOKEN|DOCKER_HOST|DOCKER_TLS_VERIFY|DOCKER_CERT_PATH|ANTHROPIC_\w+|CLAUDE_CODE_OAUTH_TOKEN|PATH|LANG|LC_ALL|SSH_AUTH_SOCK|XDG_DATA_HOME|XDG_CONFIG_HOME|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY)$/
/** Those that say whom the command line talks to. */
const ofTheCaller = new Set(['CLAUDEWORK_URL', 'CLAUDEWORK_SERVER'])

/** A service starts with next to no environment, so what says how claudework runs is taken from the shell that installs it. */
export function serviceEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value !== undefined && value !== '' && !/[\n\0]/.test(value) && kept.test(name) && !ofTheCaller.has(name) ? [[name, value]] : [])))
}
