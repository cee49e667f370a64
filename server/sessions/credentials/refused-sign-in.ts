import type { AgentState } from '../../../contract/session-state.ts'

// Claude Code's own words, in its reports (`login required — run /login`), in what it says at the end of a turn, and in its line about
// asking again, which begins with what the service answered.
const words = [
  /login required/i, /\brun \/login\b/i, /not logged in/i, /failed to authenticate/i, /\bauthentication[_ ](?:failed|error|required)/i,
  /\b(?:invalid|incorrect|missing|expired) (?:api key|authentication credentials|x-api-key)/i, /\bapi key[^.]{0,20} (?:invalid|missing|expired|disabled|revoked)/i,
  /oauth (?:token|session|refresh token)[^.]{0,40}(?:expired|revoked|no longer valid)/i, /(?:^|API Error: |answered ")40[13]\b/i,
]

/** Whether these words of an agent, or of its service, say that its sign-in was refused: asking again with the same one does not help. */
export function saysRefused(text: string): boolean {
  return words.some((word) => word.test(text))
}

/** What an agent said when its sign-in was refused; null where it was not. */
export function refusalIn(state: AgentState | null): string | null {
  const message = state?.message ?? null
  if (message === null || (state?.state !== 'error' && state?.state !== 'waiting')) return null
  return saysRefused(message) ? message : null
}
