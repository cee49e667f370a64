import type { CredentialMode } from '../../contract/environment.ts'
import type { CheckPart } from './adapter.ts'
import type { HostSignIn } from './credentials/host-copy.ts'

type Variables = Record<string, string | undefined>

/** Whether there is anything that sessions could sign in with, in the way that was chosen. */
export function credentialsPart(mode: CredentialMode, { server, own, host }: { server: Variables; own: Variables; host: HostSignIn }): CheckPart {
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
      return hostCopyPart(host)
    case 'shared-directory':
      return part(true, 'All sessions of this environment share one sign-in; a refresh by one can end that of another.', null)
  }
}

function hostCopyPart({ folder, state }: HostSignIn): CheckPart {
  const wrong = (message: string, fix: string): CheckPart => ({ what: 'credentials', ok: false, message, fix })
  switch (state) {
    case 'there':
      return { what: 'credentials', ok: true, message: "Sessions start with a copy of this machine's Claude settings and sign-in.", fix: null }
    case 'no folder':
      return wrong(`Sessions are to start with a copy of ${folder}, and there is no such folder.`, 'Run "claude" here once and sign in, or choose another way.')
    case 'no sign-in':
      // macOS keeps it in the keychain, from where nothing is copied.
      return wrong(`Sessions get the settings in ${folder}, but there is no sign-in in it that could be copied.`, 'Run "claude" here and sign in (on macOS it is kept in the keychain: use a token instead), or sign in within each session.')
    case 'ended':
      return wrong("This machine's sign-in has ended, and a copy of it with it.", 'Run "claude" here: it renews its sign-in, and running sessions get the new one.')
  }
}
