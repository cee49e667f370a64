import type { Asked, Environment } from '../../api.ts'
import { joinArgv } from './argv.ts'
import type { SessionDraft } from './session-draft.ts'

const usualIdleMinutes = 60

/** The draft that would ask for the same session again. What its environment says by itself stays the environment's to say. */
export function draftOf(asked: Asked, environments: readonly Environment[]): Partial<SessionDraft> {
  const environmentId = asked.environmentId ?? null
  const config = environments.find(({ id }) => id === environmentId)?.config ?? {}
  return {
    repoUrl: asked.repoUrl,
    branch: asked.branch ?? '',
    newBranch: asked.newBranch ?? '',
    name: asked.name,
    environmentId,
    conversation: environmentId === null,
    agent: asked.agent ?? 'claude',
    command: joinArgv(asked.command ?? []),
    prompt: asked.prompt ?? '',
    permissionMode: asked.permissionMode === config['permissionMode'] ? null : (asked.permissionMode ?? null),
    ...idleDraft(asked.idleTimeoutMinutes, config['idleTimeoutMinutes']),
  }
}

function idleDraft(minutes: number | null | undefined, ofEnvironment: unknown): Partial<SessionDraft> {
  if (minutes === undefined || minutes === (ofEnvironment === undefined ? usualIdleMinutes : ofEnvironment)) return { idle: 'environment' }
  return minutes === null ? { idle: 'never' } : { idle: 'minutes', idleMinutes: String(minutes) }
}
