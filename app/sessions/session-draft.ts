import { checkRepoUrl, type GitProtocol } from '../../contract/repo-url.ts'
import { createSession, type CreateSession } from '../../contract/session.ts'
import type { Environment } from '../api.ts'
import { suggestName } from './repo-label.ts'

/** What a person has typed and chosen so far. `name` is null until they touch it: it then follows repository and branch. */
export type SessionDraft = { repoUrl: string; branch: string; name: string | null; environmentId: string | null; agent: 'claude' | 'shell' }
export type DraftField = 'repoUrl' | 'branch' | 'name' | 'environmentId'
export type DraftCheck = { input: CreateSession | null; problems: Partial<Record<DraftField, string>> }

export const emptyDraft: SessionDraft = { repoUrl: '', branch: '', name: null, environmentId: null, agent: 'claude' }

export const nameOf = ({ name, repoUrl, branch }: SessionDraft): string => name ?? suggestName(repoUrl, branch)

/** Holds a draft to the server's own schema, and to what this server has: its git protocols and environments. */
export function checkDraft(draft: SessionDraft, server: { gitProtocols: readonly GitProtocol[]; environments: readonly Environment[] }): DraftCheck {
  const environment = chosenEnvironment(draft, server.environments)
  const repoUrl = draft.repoUrl.trim()
  const branch = draft.branch.trim()
  const parsed = createSession.safeParse({
    name: nameOf(draft),
    repoUrl,
    agent: draft.agent,
    ...(branch === '' ? {} : { branch }),
    ...(environment === null ? {} : { environmentId: environment.id }),
  })
  const problems: DraftCheck['problems'] = {}
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0]
    if (isField(field)) problems[field] ??= issue.message
  }
  const url = checkRepoUrl(repoUrl, server.gitProtocols)
  if (!url.ok) problems.repoUrl = url.problem
  // A name that would be suggested is not the person's to give yet.
  if (draft.name === null && problems.repoUrl !== undefined) delete problems.name
  if (environment === null) problems.environmentId = 'There is no place to run a session in yet.'
  else if (!environment.ready) problems.environmentId = environment.reason ?? 'This environment is not ready.'
  return { input: Object.keys(problems).length === 0 && parsed.success ? parsed.data : null, problems }
}

/** The one chosen; else the server's default; else a container where there can be one. */
export function chosenEnvironment({ environmentId }: Pick<SessionDraft, 'environmentId'>, environments: readonly Environment[]): Environment | null {
  const ready = environments.filter((environment) => environment.ready)
  return (
    environments.find(({ id }) => id === environmentId) ??
    environments.find(({ isDefault }) => isDefault) ??
    ready.find(({ kind }) => kind === 'DOCKER') ??
    ready[0] ??
    environments[0] ??
    null
  )
}

function isField(field: unknown): field is DraftField {
  return field === 'repoUrl' || field === 'branch' || field === 'name' || field === 'environmentId'
}
