import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { hostConfig } from '../../../contract/environment.ts'
import type { Environment, Place } from '../adapter.ts'
import { sharedLoginVariable, type Credentials } from '../credentials/credentials.ts'
import { gitConfigVariables, helperCommand } from '../credentials/git-config.ts'
import type { GitHosts } from '../credentials/git-hosts.ts'
import type { SshAgent } from '../credentials/ssh-agent.ts'
import { hostEnv } from './host-env.ts'
import { hostStateOf, madeHostState } from './host-state.ts'
import { sessionVariable, socketBeside } from './host-supervisor.ts'

export type HostProcessEnvDeps = {
  dataDir: string
  /** The folder that supervisors of now run from. */
  supervisorFiles: () => string
  node: string
  env: Record<string, string | undefined>
  gitHosts: Pick<GitHosts, 'forRepository'>
  credentials: Pick<Credentials, 'modeOf' | 'onlyFor'>
  sshAgent: Pick<SshAgent, 'isOn' | 'socket'>
}

/** What the programs of a session find in their environment. */
export function createHostProcessEnv(deps: HostProcessEnvDeps) {
  /** The person's own helpers go on answering; where a token is set here, it comes before them. */
  function passwordHelper(place: Place, env: Record<string, string>): Record<string, string> {
    const program = join(deps.supervisorFiles(), 'git-credential.cjs')
    const helper = helperCommand([deps.node, program, socketBeside(madeHostState(place).socket, 'git')])
    return gitConfigVariables(env, { repoUrl: place.repoUrl, helper, alone: deps.gitHosts.forRepository(place.repoUrl) !== null })
  }

  return async (place: Place): Promise<Record<string, string>> => {
    const { environment } = place
    const own = { ...deps.credentials.onlyFor(environment, hostEnv(deps.env)), ...variablesOf(place), [sessionVariable]: place.sessionId }
    const agent = agentSocketOf(deps.sshAgent, environment)
    // The same user runs the session and the agent: nothing in between could hold it back.
    const env = { ...own, ...passwordHelper(place, own), ...(agent === null ? {} : { SSH_AUTH_SOCK: agent }) }
    if (deps.credentials.modeOf(environment) !== 'shared-directory') return env
    const shared = sharedLoginFolder(deps.dataDir, environment)
    await mkdir(shared, { recursive: true, mode: 0o700 })
    return { ...env, [sharedLoginVariable]: shared }
  }
}

/** The sign-in that sessions of an environment share. */
export function sharedLoginFolder(dataDir: string, environment: Environment): string {
  return join(dataDir, 'logins', environment.id)
}

/** The person's ssh-agent, where the environment's sessions may use it. */
export function agentSocketOf(sshAgent: Pick<SshAgent, 'isOn' | 'socket'>, environment: Environment): string | null {
  return sshAgent.isOn(environment) ? sshAgent.socket : null
}

/** The variables that the environment's settings give its sessions now. */
export function configuredEnv({ environment }: Place): Record<string, string> {
  return hostConfig.parse(environment.config).env ?? {}
}

/** Those that a session has: what it was started with. */
function variablesOf(place: Place): Record<string, string> {
  return hostStateOf(place)?.env ?? configuredEnv(place)
}
