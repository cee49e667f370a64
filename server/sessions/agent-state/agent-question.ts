import type { AskRequest } from '../../terminal/link.ts'
import { agentIn } from '../agents/agents.ts'
import { placeAndAdapter, type SessionContext } from '../context.ts'

/** How to ask a session's agent what it does, with the surroundings that the agent itself was started in; null where it cannot be asked. */
export async function agentQuestion(context: SessionContext, sessionId: string): Promise<AskRequest | null> {
  const row = context.store.get(sessionId)
  const agent = agentIn(row)
  if (!agent.ask) return null
  const { place, adapter } = placeAndAdapter(context, sessionId)
  const { work, state } = adapter.layout(place)
  const env = await adapter.processEnv(place)
  return { commands: agent.ask, cwd: work, env: { ...env, ...agent.env({ work, state, env }) } }
}
