import type { CredentialMode } from '../../contract/environment.ts'
import type { CheckPart } from './adapter.ts'

type Variables = Record<string, string | undefined>

/** Whether there is anything that sessions could sign in with, in the way that was chosen. */
export function credentialsPart(mode: CredentialMode, { server, own }: { server: Variables; own: Variables }): CheckPart {
  const part = (ok: boolean, message: string, fix: string | null): CheckPart => ({ what: 'credentials', ok, message, fix })
  switch (mode) {
    case 'token': {
      const has = [server, own].some((variables) => ['CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'].some((name) => (variables[name] ?? '') !== ''))
      return has
        ? part(true, 'Sessions sign in by a token.', null)
        : part(false, 'Sessions are to sign in by a token, and there is none.', 'Start claudework with CLAUDE_CODE_OAUTH_TOKEN (from "claude setup-token") or ANTHROPIC_API_KEY, or choose another way.')
    }
    case 'session':
      return part(true, 'Each session signs in once by itself.', null)
    case 'host-copy':
      return part(true, "Sessions start with a copy of this machine's Claude settings and sign-in.", null)
    case 'shared-directory':
      return part(true, 'All sessions of this environment share one sign-in; a refresh by one can end that of another.', null)
  }
}
