import { loginFile, renewsItself, type CopiedFile } from '../../environments/credentials/host-copy.ts'
import type { SupervisorLink } from '../../terminal/link.ts'
import { agentIn, type Agent } from '../agents/agents.ts'
import { placeAndAdapter, type SessionContext } from '../context.ts'

const mostOfLogin = 256 * 1024

/** Puts what the environment gives of the host's own configuration into the session's, afresh. The supervisor writes it, so it is the same on every engine. */
export async function copyHostConfiguration(context: SessionContext, sessionId: string, { link, agent }: { link: SupervisorLink; agent: Agent }): Promise<void> {
  if (agent.configFolder === undefined) return
  const { place } = placeAndAdapter(context, sessionId)
  await put(context, sessionId, { link, folder: agent.configFolder, files: await context.credentials.copyFor(place.environment) })
}

/** When the host signs in anew, the sessions that run with a copy of its sign-in get the new one. Returns the way to stop. */
export function followHostLogin(context: SessionContext): () => void {
  return context.credentials.onHostLogin(() => {
    for (const row of context.store.list()) {
      const link = context.links.find(row.id)
      const folder = agentIn(row).configFolder
      if (row.environmentId === null || folder === undefined || link?.state !== 'connected') continue
      const { place } = placeAndAdapter(context, row.id)
      context.credentials.loginFor(place.environment)
        .then((login) => put(context, row.id, { link, folder, files: login ? [login] : [] }))
        .catch((error: unknown) => { context.log.warn({ err: error, session: row.id }, "the host's new sign-in could not be handed on") })
    }
  })
}

async function put(context: SessionContext, sessionId: string, { link, folder, files }: { link: SupervisorLink; folder: string; files: CopiedFile[] }): Promise<void> {
  const { place, adapter } = placeAndAdapter(context, sessionId)
  for (const { path, data } of files) {
    // Somebody signed in inside the session: that is better than a copy that cannot renew itself.
    if (path === loginFile && renewsItself(await adapter.readStateFile(place, `${folder}/${loginFile}`, mostOfLogin))) continue
    await link.writeFile({ path: `${folder}/${path}`, data, mode: 0o600, ifAbsent: false })
  }
}
