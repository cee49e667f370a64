// Settings of an environment that reach a session when its agent is started, since that is who is given them.
import { z } from 'zod'
import { credentialModes } from '../../contract/environment.ts'
import type { Environment, PendingSetting } from './adapter.ts'
import type { Credentials } from './credentials/credentials.ts'
import type { SshAgent } from './credentials/ssh-agent.ts'

/** What an agent was started with. Rows of older versions do not tell. */
export const agentSettings = z.object({ credentials: z.enum(credentialModes), sshAgent: z.boolean() })
export type AgentSettings = z.infer<typeof agentSettings>

export function agentSettingsOf({ credentials, sshAgent }: { credentials: Pick<Credentials, 'modeOf'>; sshAgent: Pick<SshAgent, 'isOn'> }, environment: Environment): AgentSettings {
  return { credentials: credentials.modeOf(environment), sshAgent: sshAgent.isOn(environment) }
}

/** `mountsLogin`: the place has the folder that the sessions of its environment share; one without it gets none any more. */
export function pendingOfAgent(had: AgentSettings | undefined, now: AgentSettings, { mountsLogin }: { mountsLogin: boolean }): PendingSetting[] {
  if (!had) return []
  const later = now.credentials === 'shared-directory' && !mountsLogin ? 'new sessions' : 'next start'
  return [
    ...(had.credentials === now.credentials ? [] : [{ setting: 'credentials', applies: later } as const]),
    ...(had.sshAgent === now.sshAgent ? [] : [{ setting: 'sshAgent', applies: 'next start' } as const]),
  ]
}
