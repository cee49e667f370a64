import { placeAndAdapter, type SessionContext } from '../context.ts'

/**
 * A session that ran, does not any more, and was last seen before this machine was started. What an engine says of such a container is
 * whatever the shutdown left; a supervisor of this machine says nothing. Only of places on this machine: another one did not restart with it.
 */
export async function wentDownWithTheMachine(context: SessionContext, sessionId: string): Promise<boolean> {
  const { environmentId, statusCheckedAt } = context.store.get(sessionId)
  if (environmentId === null || Date.parse(statusCheckedAt) >= context.machineStartedAt()) return false
  const { place, adapter } = placeAndAdapter(context, sessionId)
  try {
    return await adapter.folder(place.environment) !== null
  } catch {
    return false // the engine went away again: what is already known of the end will do
  }
}
