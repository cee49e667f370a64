// How a session's agent comes by its sign-in. The mode is a setting of its environment; what that means is decided here, for this
// machine and for containers alike.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { credentialModes, type CredentialMode } from '../../../contract/environment.ts'
import type { Environment } from '../adapter.ts'
import { hostSignIn, readHostCopy, readHostLogin, type CopiedFile, type HostSignIn } from './host-copy.ts'
import { createFolderWatch } from './folder-watch.ts'

type Env = Record<string, string | undefined>

/** Each of these signs an agent in by itself. */
const signsIn: ReadonlySet<string> = new Set(['CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'])

export function createCredentials({ env }: { env: Env }) {
  const hostFolder = env['CLAUDE_CONFIG_DIR'] ?? join(env['HOME'] ?? homedir(), '.claude')
  const watch = createFolderWatch(hostFolder, '.credentials.json')

  function modeOf(environment: Environment): CredentialMode {
    const { credentials, env: variables } = environment.config
    const chosen = credentialModes.find((mode) => mode === credentials)
    if (chosen) return chosen
    if (hasToken(env) || hasToken(variables)) return 'token'
    return existsSync(hostFolder) ? 'host-copy' : 'session'
  }

  return {
    modeOf,
    /** The same for all whose sign-in is one and the same; null where each session has its own. */
    sharedKey(environment: Environment, mode: CredentialMode): string | null {
      switch (mode) {
        case 'session':
          return null
        case 'host-copy':
          return mode
        case 'token':
          return hasToken(environment.config['env']) ? `token of ${environment.id}` : mode
        case 'shared-directory':
          return `directory of ${environment.id}`
      }
    },
    /** `variables`, without those that sign in where the environment's sessions have another way. */
    onlyFor: (environment: Environment, variables: Record<string, string>): Record<string, string> =>
      modeOf(environment) === 'token' ? variables : withoutSignIn(variables),
    /** What a session gets of the host's own configuration, as of now; relative to the agent's configuration folder. */
    async copyFor(environment: Environment): Promise<CopiedFile[]> {
      if (modeOf(environment) !== 'host-copy') return []
      watch.arm()
      return readHostCopy(hostFolder)
    },
    /** The host's sign-in alone, for the same place; null where it has none in a file. */
    loginFor: (environment: Environment): Promise<CopiedFile | null> =>
      modeOf(environment) === 'host-copy' ? readHostLogin(hostFolder) : Promise.resolve(null),
    /** What a copy of the host's sign-in would be worth now. */
    hostSignIn: (): Promise<HostSignIn> => hostSignIn(hostFolder, Date.now()),
    /** The host's sign-in has changed. */
    onHostLogin: (listener: () => void): (() => void) => watch.onChange(listener),
    close: (): void => { watch.close() },
  }
}
export type Credentials = ReturnType<typeof createCredentials>

/** Where the CLI keeps its sign-in where that is not its configuration folder. A folder that sessions share holds nothing else of them. */
export const sharedLoginVariable = 'CLAUDE_SECURESTORAGE_CONFIG_DIR'

/** Without what signs an agent in: for programs that are no agents. */
export function withoutSignIn(variables: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !signsIn.has(name)))
}

/** By their names: a process's own environment is slow to list, and every row that is shown asks. */
function hasToken(variables: unknown): boolean {
  if (typeof variables !== 'object' || variables === null) return false
  const value = (name: string): unknown => Reflect.get(variables, name)
  return [...signsIn].some((name) => typeof value(name) === 'string' && value(name) !== '')
}
