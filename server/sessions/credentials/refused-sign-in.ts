import type { AgentState } from '../../../contract/session-state.ts'

// Claude Code's own words, in its reports (`login required — run /login`) and in what it says at the end of a turn.
const words = [
  /login required/i, /\brun \/login\b/i, /not logged in/i, /failed to authenticate/i, /invalid (?:api key|authentication credentials|x-api-key)/i,
  /oauth (?:token|session|refresh token)[^.]{0,40}(?:expired|revoked|no longer valid)/i, /API Error: 401/i, /authentication_(?:failed|error)/i,
]

/** What an agent said when its sign-in was refused; null where it was not. */
export function refusalIn(state: AgentState | null): string | null {
  const message = state?.message ?? null
  if (message === null || (state?.state !== 'error' && state?.state !== 'waiting')) return null
  return words.some((word) => word.test(message)) ? message : null
}
