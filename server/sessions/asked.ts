import { permissionModes, type CreateSession } from '../../contract/session.ts'
import { agentIn } from './agents/agents.ts'
import type { SessionRow } from './session-store.ts'

/** What a session was asked to be, in the form in which it can be asked for again. `prompt` is the one that still waits for its first start. */
export function askedOf(row: SessionRow, prompt: string | null): CreateSession {
  const { name, repoUrl, branch, newBranch, environmentId, command, permissionMode, idleTimeoutMinutes } = row
  const mode = permissionModes.find((known) => known === permissionMode)
  return {
    name,
    repoUrl,
    ...(branch === null ? {} : { branch }),
    ...(newBranch === null ? {} : { newBranch }),
    environmentId,
    agent: agentIn(row).id,
    ...(command === null ? {} : { command }),
    ...(prompt === null ? {} : { prompt }),
    ...(mode === undefined ? {} : { permissionMode: mode }),
    idleTimeoutMinutes,
  }
}
