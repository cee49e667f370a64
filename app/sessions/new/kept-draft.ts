import { agentNames } from '../../../contract/session.ts'
import { keptObject } from '../../ui/kept-object.ts'
import type { SessionDraft } from './session-draft.ts'

const key = 'claudework.new-session'
const texts = ['repoUrl', 'branch', 'name', 'command', 'newBranch', 'prompt'] as const

/** What was typed for a new session and came to nothing yet: it outlives a slip of the hand and a reload, and is gone with its tab. */
export function keepDraft(draft: SessionDraft, storage: Pick<Storage, 'setItem'> = sessionStorage): void {
  storage.setItem(key, JSON.stringify(Object.fromEntries([...texts, 'agent' as const].map((field) => [field, draft[field]]))))
}

export function forgetDraft(storage: Pick<Storage, 'removeItem'> = sessionStorage): void {
  storage.removeItem(key)
}

/** What was kept, as far as it makes sense. */
export function keptDraft(storage: Pick<Storage, 'getItem'> = sessionStorage): Partial<SessionDraft> {
  const said = keptObject(storage.getItem(key))
  const agent = agentNames.find((name) => name === said['agent'])
  const draft: Partial<SessionDraft> = agent ? { agent } : {}
  for (const field of texts) {
    const text = said[field]
    if (typeof text === 'string') draft[field] = text
  }
  return draft
}
