import { agentIn } from '../agents/agents.ts'
import { placeOf, type SessionContext } from '../context.ts'
import type { SessionRow } from '../session-store.ts'
import type { SignIn } from './sign-ins.ts'

/** null for agents whose sign-in is their own matter, and for sessions without an environment: those use the host's as it is. */
export function signInOf({ environments, registry, credentials }: SessionContext, row: SessionRow): SignIn | null {
  const agent = agentIn(row)
  const environment = row.environmentId === null ? null : environments.find(row.environmentId)
  if (agent.configFolder === undefined || !environment) return null
  const mode = registry.adapterOf(environment).credentialMode(placeOf(environments, row))
  return { mode, key: credentials.sharedKey(environment, mode) ?? row.id }
}
