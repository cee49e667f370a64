import type { CredentialMode, NetworkMode } from '../../contract/environment.ts'

/** What each way to sign the agent in means, for a person who has to choose. */
export const credentialWords: Record<CredentialMode, { title: string; text: string }> = {
  token: { title: 'Token', text: 'CLAUDE_CODE_OAUTH_TOKEN or ANTHROPIC_API_KEY, as the server was started with. Given to the agent alone; docker inspect does not show it.' },
  session: { title: 'A sign-in of each session', text: 'You sign in once in each session, in its terminal. Nothing of yours is shared.' },
  'host-copy': { title: "A copy of this machine's sign-in", text: 'Copied from ~/.claude at each start, without what could sign in anew. It ends some hours after yours.' },
  'shared-directory': { title: 'One sign-in for all sessions of it (risky)', text: 'You sign in once, in one of them. Two that renew it at the same moment can sign each other out, and each can take it away.' },
}

export const networkWords: Record<NetworkMode, { title: string; text: string }> = {
  open: { title: 'Open', text: 'Sessions reach the internet, and not each other.' },
  restricted: { title: 'None', text: 'Only the clone reaches its repository. After it a session has no network at all: an agent that needs its service does not work in it.' },
}
