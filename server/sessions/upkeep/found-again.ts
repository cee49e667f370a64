import type { Environment, FoundPlace } from '../../environments/adapter.ts'
import { agentIn } from '../agents/agents.ts'
import type { SessionContext } from '../context.ts'
import type { Actor } from '../events/events.ts'
import { untouched } from '../creation/new-row.ts'
import type { SessionRow } from '../session-store.ts'

/**
 * Makes rows of places that have none: the database was lost, or an older copy of it took its place. Only what an adapter knows for
 * our own comes here; nobody else's container becomes a session.
 */
export async function findAgain(context: SessionContext, environment: Environment): Promise<string[]> {
  // Taken before the engine is asked: what is deleted meanwhile must not come back.
  const known = new Set(context.store.list().map(({ id }) => id))
  const places = await context.registry.adapterOf(environment).found(environment)
  const lost = places.filter(({ sessionId }) => !known.has(sessionId) && context.store.find(sessionId) === null)
  for (const place of lost) await takeIn(context, environment, { place, actor: 'boot', why: 'It was not in the database' })
  return lost.map(({ sessionId }) => sessionId)
}

/** Makes the row of a place; what it shows is settled by the next look at it. */
export async function takeIn(context: SessionContext, environment: Environment, { place, actor, why }: { place: FoundPlace; actor: Actor; why: string }): Promise<void> {
  await context.store.insert(rowOf(context, environment, place))
  context.events.record({ actor, what: 'found again', why, result: 'done', sessionId: place.sessionId, sessionName: place.name })
}

function rowOf(context: SessionContext, environment: Environment, place: FoundPlace): SessionRow {
  const { sessionId: id, name, repoUrl, branch, cloned, state } = place
  const home = context.environments.find(place.environmentId) ?? environment
  return {
    ...untouched(context.now()),
    id, name, repoUrl, branch, cloned,
    environmentId: home.id,
    // The argv of a command is in no label.
    agent: agentIn({ agent: place.agent === 'command' ? null : place.agent }).id,
    permissionMode: null,
    status: cloned ? 'stopped' : 'error',
    statusReason: cloned ? 'It was found again without its row in the database' : 'It was found again, but its clone is not whole. Retry makes it again.',
    steps: [],
    adapterState: state,
    ...context.registry.adapterOf(home).describe(state),
    // Nobody knows what it was; being stopped too late harms least.
    idleTimeoutMinutes: null,
  }
}
