import type { CredentialMode } from '../../contract/environment.ts'
import type { Session } from '../api.ts'

const words: Record<CredentialMode, string> = {
  token: 'token of the server',
  session: 'own sign-in',
  'host-copy': "copy of the host's sign-in",
  'shared-directory': 'shared sign-in',
}

/** How the session's agent signs in and who else does so: "token of the server, as 2 others". null where that is its own matter. */
export function signInWords({ credentials }: Pick<Session, 'credentials'>): string | null {
  if (credentials === null) return null
  const { mode, sharedWith } = credentials
  return `${words[mode]}${sharedWith === 0 ? '' : `, as ${String(sharedWith)} other${sharedWith === 1 ? '' : 's'}`}`
}
