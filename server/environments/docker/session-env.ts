type Env = Record<string, string | undefined>

const credentials = /^(?:ANTHROPIC_\w+|CLAUDE_CODE_OAUTH_TOKEN)$/
const proxies = /^(?:https?|no|all)_proxy$/i

/** The server's own variables that an agent needs to reach its service. Given to its process alone: a container's settings can be read by anyone who may use the engine. */
export function credentialsOf(env: Env): Record<string, string> {
  return kept(env, credentials)
}

export function proxiesOf(env: Env): Record<string, string> {
  return kept(env, proxies)
}

/** `NAME=value` lines, as the engine keeps a container's variables. */
export function variablesOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map((line) => {
    const at = line.indexOf('=')
    return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
  }))
}

export function linesOf(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`)
}

function kept(env: Env, pattern: RegExp): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && pattern.test(entry[0])))
}
