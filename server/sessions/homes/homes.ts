import type { StepName } from '../../../contract/session-state.ts'
import type { Environment } from '../../environments/adapter.ts'
import type { SessionContext } from '../context.ts'
import { environmentHome } from './environment-home.ts'
import type { Home } from './home.ts'
import { legacyHome } from './legacy-home.ts'

/** All steps that a creation shows, in their order. */
export function stepsOf(context: SessionContext, environment: Environment | null): StepName[] {
  if (!environment) return [...context.legacy.steps, 'agent']
  const setup: StepName[] = typeof environment.config['setupCommand'] === 'string' ? ['setup'] : []
  return [...context.registry.adapterOf(environment).steps, ...setup, 'terminal', 'agent']
}

export function homeOf(context: SessionContext, sessionId: string): Home {
  return context.store.get(sessionId).environmentId === null ? legacyHome(context, sessionId) : environmentHome(context, sessionId)
}
