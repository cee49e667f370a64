// Which sessions use the same sign-in, and whether it still works. One that died is seen by the first agent that is refused, and is
// shown on every session that shares it.
import type { CredentialMode } from '../../../contract/environment.ts'
import type { AgentState } from '../../../contract/session-state.ts'
import type { SessionCredentials } from '../session.ts'
import type { SessionRow, SessionStore } from '../session-store.ts'
import { refusalIn } from './refused-sign-in.ts'

/** `key` is the same for sessions that use the same sign-in. */
export type SignIn = { mode: CredentialMode; key: string }

export type SignInsDeps = {
  store: Pick<SessionStore, 'list' | 'onChange' | 'touch'>
  /** null where the session's agent has none that we know of. */
  signInOf: (row: SessionRow) => SignIn | null
  agentStateOf: (sessionId: string) => AgentState | null
}

type Seen = {
  signIn: SignIn | null
  /** The agent's words. */
  refusal: string | null
}
const nothing: Seen = { signIn: null, refusal: null }

export function createSignIns({ store, signInOf, agentStateOf }: SignInsDeps) {
  const seen = new Map<string, Seen>(store.list().map((row) => [row.id, lookAt(row)]))

  function lookAt(row: SessionRow): Seen {
    return { signIn: signInOf(row), refusal: row.status === 'running' ? refusalIn(agentStateOf(row.id)) : null }
  }

  function others(sessionId: string, key: string | undefined): [string, Seen][] {
    return key === undefined ? [] : [...seen].filter(([id, { signIn }]) => id !== sessionId && signIn?.key === key)
  }

  const stop = store.onChange((change) => {
    const id = change.kind === 'removed' ? change.id : change.row.id
    const before = seen.get(id) ?? nothing
    const after = change.kind === 'removed' ? nothing : lookAt(change.row)
    if (change.kind === 'removed') seen.delete(id)
    else seen.set(id, after)
    if (before.signIn?.key === after.signIn?.key && before.refusal === after.refusal) return
    // What the others show of it has changed.
    for (const key of new Set([before.signIn?.key, after.signIn?.key])) for (const [other] of others(id, key)) store.touch(other)
  })

  return {
    viewOf(row: SessionRow): SessionCredentials | null {
      const { signIn, refusal } = seen.get(row.id) ?? lookAt(row)
      if (signIn === null) return null
      const sharing = others(row.id, signIn.key)
      const refused = refusal ?? sharing.map(([, about]) => about.refusal).find((words) => words !== null)
      return { mode: signIn.mode, sharedWith: sharing.length, problem: refused === undefined ? null : problemOf(signIn.mode, refused) }
    },
    close: stop,
  }
}

const mending: Record<CredentialMode, string> = {
  token: 'start claudework with a new token (CLAUDE_CODE_OAUTH_TOKEN from "claude setup-token", or ANTHROPIC_API_KEY) and restart the agent',
  session: 'type /login in its terminal',
  'host-copy': 'run "claude" on the machine of claudework and sign in there with /login; its sessions get the new sign-in by themselves',
  'shared-directory': 'type /login in one of the sessions that share it',
}

function problemOf(mode: CredentialMode, words: string): string {
  return `The agent's sign-in does not work any more ("${words}"): ${mending[mode]}.`
}
